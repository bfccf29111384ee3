#include "study/hdf5_format.h"

#include <algorithm>
#include <optional>
#include <span>

#include "core/error.h"

namespace coopseg::study::hdf5 {
namespace {

[[noreturn]] void damaged() { throw core::Error("truncated or damaged"); }

/// Little-endian numbers and bytes one after the other; what is not there is an Error.
class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::span<const std::byte> take(std::size_t count) {
    if (count > bytes_.size()) damaged();
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }
  /// Takes `count` bytes and those that fill them up to a multiple of 8.
  std::span<const std::byte> take_aligned(std::size_t count) {
    const auto taken = take(count);
    take((8 - count % 8) % 8);
    return taken;
  }
  std::size_t number(std::size_t width) {
    std::size_t value = 0;
    const auto taken = take(width);
    for (std::size_t i = width; i-- > 0;) value = value << 8U | std::to_integer<std::size_t>(taken[i]);
    return value;
  }
  std::size_t left() const { return bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
};

struct File {
  Handle id;
  std::span<const std::byte> bytes;
  std::size_t address_width = 0;
  std::size_t length_width = 0;

  Cursor at(std::size_t address) const {
    Cursor cursor(bytes);
    cursor.take(address);
    return cursor;
  }
};

File file_of(const Handle& object) {
  File file{Handle(H5Iget_file_id(object.id()), H5Fclose), {}};
  const Handle properties(H5Fget_create_plist(file.id.id()), H5Pclose);
  void* memory = nullptr;
  const ssize_t size = H5Fget_file_image(file.id.id(), nullptr, 0);
  if (size < 0 || H5Fget_vfd_handle(file.id.id(), H5P_DEFAULT, &memory) < 0 ||
      H5Pget_sizes(properties.id(), &file.address_width, &file.length_width) < 0)
    damaged();
  file.bytes = {*static_cast<const std::byte* const*>(memory), static_cast<std::size_t>(size)};
  return file;
}

// ---- object headers

/// One of the blocks of messages that make up an object's header.
struct Block {
  Cursor messages;
  bool old = true;  ///< version 1
  bool creation_order = false;
};

Block first_block(const File& file, std::size_t address) {
  constexpr std::size_t signature = 0x5244484f;  // "OHDR"
  Cursor header = file.at(address);
  if (Cursor(header).number(4) != signature) {
    header.take(8);
    const std::size_t size = header.number(4);
    header.take(4);
    return {Cursor(header.take(size))};
  }
  header.take(5);
  const std::size_t flags = header.number(1);
  header.take((flags & 0x20U ? 16 : 0) + (flags & 0x10U ? 4 : 0));
  const std::size_t size = header.number(std::size_t{1} << (flags & 3U));
  return {Cursor(header.take(size)), false, (flags & 4U) != 0};
}

Block next_block(const File& file, const Block& block, Cursor continuation) {
  Cursor place = file.at(continuation.number(file.address_width));
  Block next = block;
  next.messages = Cursor(place.take(continuation.number(file.length_width)));
  if (!block.old) next.messages.take(4);  // signature
  return next;
}

void check_attribute(Cursor message) {
  const std::size_t version = message.number(1);
  message.take(1);
  const std::size_t name = message.number(2);
  const std::size_t type = message.number(2);
  const std::size_t space = message.number(2);
  if (version == 3) message.take(1);
  const auto take = [&](std::size_t size) { return version == 1 ? message.take_aligned(size) : message.take(size); };
  const auto text = take(name);
  if (std::find(text.begin(), text.end(), std::byte{0}) == text.end()) damaged();
  take(type);
  take(space);
}

/// The size of one value according to the layout message of a chunked dataset; none for other layouts.
std::optional<std::size_t> chunk_value_size(Cursor message, std::size_t address_width) {
  constexpr std::size_t chunked = 2;
  const std::size_t version = message.number(1);
  std::size_t axes = version < 3 ? message.number(1) : 0;
  if (message.number(1) != chunked) return std::nullopt;
  if (version < 3) message.take(5);
  if (version == 4) message.take(1);
  if (version >= 3) axes = message.number(1);
  const std::size_t width = version == 4 ? message.number(1) : 4;
  if (version != 4) message.take(address_width);
  if (axes == 0 || width > 8) damaged();
  message.take((axes - 1) * width);
  return message.number(width);
}

using Visit = std::function<void(std::size_t type, Cursor message)>;

/// Visits the messages of one block and gives the blocks that continue it.
std::vector<Block> visit_block(const File& file, Block block, const Visit& visit) {
  constexpr std::size_t continuation = 0x10;
  constexpr std::size_t shared = 2;
  std::vector<Block> continued;
  const std::size_t header = block.old ? 8 : block.creation_order ? 6 : 4;
  Cursor& messages = block.messages;
  while (messages.left() >= header) {
    const std::size_t type = messages.number(block.old ? 2 : 1);
    const std::size_t size = messages.number(2);
    const std::size_t flags = messages.number(1);
    messages.take(header - (block.old ? 5 : 4));
    if (!block.old && size > messages.left()) break;  // the checksum
    const Cursor message(messages.take(size));
    if (type == continuation) continued.push_back(next_block(file, block, message));
    if ((flags & shared) == 0) visit(type, message);
  }
  return continued;
}

void visit_messages(const Handle& object, const Visit& visit) {
  constexpr std::size_t most_blocks = 65536;
  H5O_info_t info;
  if (H5Oget_info2(object.id(), &info, H5O_INFO_BASIC) < 0) damaged();
  const File file = file_of(object);
  std::vector<Block> blocks = {first_block(file, info.addr)};
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto continued = visit_block(file, blocks[i], visit);
    blocks.insert(blocks.end(), continued.begin(), continued.end());
    if (blocks.size() > most_blocks) damaged();
  }
}

// ---- texts of variable length

// A conversion that leaves a reference as the file stores it.
herr_t keep_reference(hid_t source, hid_t target, H5T_cdata_t* data, std::size_t, std::size_t, std::size_t, void*,
                      void*, hid_t) {
  data->need_bkg = H5T_BKG_NO;
  if (data->command != H5T_CONV_INIT) return 0;
  return H5Tget_size(source) == H5Tget_size(target) ? 0 : -1;
}

Handle reference_type(std::size_t size) {
  Handle type(H5Tcreate(H5T_OPAQUE, size), H5Tclose);
  static const bool known = [&] {
    const Handle text(H5Tcopy(H5T_C_S1), H5Tclose);
    return H5Tset_size(text.id(), H5T_VARIABLE) >= 0 &&
           H5Tregister(H5T_PERS_SOFT, "reference", text.id(), type.id(), keep_reference) >= 0;
  }();
  if (!known) throw core::Error("HDF5: no conversion for texts of variable length");
  return type;
}

/// The object `index` of the global heap's collection at `address`.
Cursor heap_object(const File& file, std::size_t address, std::size_t index) {
  constexpr std::size_t signature = 0x14c4f4347;  // "GCOL", version 1
  Cursor start = file.at(address);
  if (Cursor(start).number(5) != signature) damaged();
  const std::size_t size_at = 8;
  Cursor sizes = start;
  sizes.take(size_at);
  Cursor collection(start.take(sizes.number(file.length_width)));
  collection.take_aligned(size_at + file.length_width);
  while (collection.left() > 0) {
    Cursor header(collection.take_aligned(8 + file.length_width));
    const std::size_t found = header.number(2);
    header.take(6);         // reference count, reserved
    if (found == 0) break;  // free space up to the end
    const auto object = collection.take_aligned(header.number(file.length_width));
    if (found == index) return Cursor(object);
  }
  damaged();
}

std::string text_of(const File& file, Cursor reference) {
  const std::size_t length = reference.number(4);
  const std::size_t address = reference.number(file.address_width);
  if (length == 0) return "";
  const auto text = heap_object(file, address, reference.number(4)).take(length);
  return {reinterpret_cast<const char*>(text.data()),
          static_cast<std::size_t>(std::find(text.begin(), text.end(), std::byte{0}) - text.begin())};
}

}  // namespace

void check_attributes(const Handle& object) {
  constexpr std::size_t attribute = 0x0c;
  visit_messages(object, [](std::size_t type, Cursor message) {
    if (type == attribute) check_attribute(message);
  });
}

void check_chunks(const Handle& dataset, std::size_t value_size) {
  constexpr std::size_t layout = 0x08;
  const std::size_t address_width = file_of(dataset).address_width;
  visit_messages(dataset, [&](std::size_t type, Cursor message) {
    if (type != layout) return;
    const auto found = chunk_value_size(message, address_width);
    if (found && *found != value_size) throw core::Error("has damaged chunks");
  });
}

std::vector<std::string> read_variable_texts(const Handle& object, std::size_t count,
                                             const std::function<herr_t(hid_t, void*)>& read) {
  const File file = file_of(object);
  const std::size_t size = 4 + file.address_width + 4;
  const Handle type = reference_type(size);
  core::Bytes references(count * size);
  if (read(type.id(), references.data()) < 0) damaged();
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i)
    texts.push_back(text_of(file, Cursor(std::span(references).subspan(i * size, size))));
  return texts;
}

}  // namespace coopseg::study::hdf5
