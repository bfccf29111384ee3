#include "study/hdf5_variable_text.h"

#include <algorithm>
#include <span>

#include "core/error.h"

namespace coopseg::study::hdf5 {
namespace {

constexpr const char* damaged = "truncated or damaged, its text cannot be read";

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

/// Little-endian numbers one after the other; what the bytes do not hold is an Error.
class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::span<const std::byte> take(std::size_t count) {
    if (count > bytes_.size()) throw core::Error(damaged);
    const auto taken = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return taken;
  }
  std::size_t number(std::size_t width) {
    std::size_t value = 0;
    const auto taken = take(width);
    for (std::size_t i = width; i-- > 0;) value = value << 8U | std::to_integer<std::size_t>(taken[i]);
    return value;
  }
  /// Skips what fills `written` bytes up to a multiple of 8.
  void align(std::size_t written) { take((8 - written % 8) % 8); }
  bool empty() const { return bytes_.empty(); }

 private:
  std::span<const std::byte> bytes_;
};

struct File {
  Handle id;
  std::span<const std::byte> bytes;
  std::size_t address_width = 0;
  std::size_t length_width = 0;
};

File file_of(const Handle& object) {
  File file{Handle(H5Iget_file_id(object.id()), H5Fclose), {}};
  const Handle properties(H5Fget_create_plist(file.id.id()), H5Pclose);
  void* memory = nullptr;
  const ssize_t size = H5Fget_file_image(file.id.id(), nullptr, 0);
  if (size < 0 || H5Fget_vfd_handle(file.id.id(), H5P_DEFAULT, &memory) < 0 ||
      H5Pget_sizes(properties.id(), &file.address_width, &file.length_width) < 0)
    throw core::Error(damaged);
  file.bytes = {*static_cast<const std::byte* const*>(memory), static_cast<std::size_t>(size)};
  return file;
}

/// The object `index` of the global heap's collection at `address`.
std::span<const std::byte> heap_object(const File& file, std::size_t address, std::size_t index) {
  Cursor all(file.bytes);
  all.take(address);
  const std::size_t header = 8 + file.length_width;
  Cursor start = all;
  constexpr std::size_t signature = 0x1'4c4f4347;  // "GCOL", version 1
  if (start.number(5) != signature) throw core::Error(damaged);
  start.take(3);
  Cursor collection(all.take(start.number(file.length_width)));
  collection.take(header);
  collection.align(header);
  while (!collection.empty()) {
    const std::size_t found = collection.number(2);
    collection.take(6);  // reference count, reserved
    const std::size_t size = collection.number(file.length_width);
    collection.align(header);
    if (found == 0) break;  // free space up to the end
    const auto object = collection.take(size);
    if (found == index) return object;
    collection.align(size);
  }
  throw core::Error(damaged);
}

std::string text_of(const File& file, Cursor reference) {
  const std::size_t length = reference.number(4);
  const std::size_t address = reference.number(file.address_width);
  if (length == 0) return "";
  const auto text = Cursor(heap_object(file, address, reference.number(4))).take(length);
  return {reinterpret_cast<const char*>(text.data()),
          static_cast<std::size_t>(std::find(text.begin(), text.end(), std::byte{0}) - text.begin())};
}

}  // namespace

std::vector<std::string> read_variable_texts(const Handle& object, std::size_t count,
                                             const std::function<herr_t(hid_t, void*)>& read) {
  const File file = file_of(object);
  const std::size_t size = 4 + file.address_width + 4;
  const Handle type = reference_type(size);
  core::Bytes references(count * size);
  if (read(type.id(), references.data()) < 0) throw core::Error(damaged);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i)
    texts.push_back(text_of(file, Cursor(std::span(references).subspan(i * size, size))));
  return texts;
}

}  // namespace coopseg::study::hdf5
