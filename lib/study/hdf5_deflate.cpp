#include "study/hdf5_deflate.h"

#include <zlib.h>

#include <array>
#include <optional>

#include "core/error.h"

namespace coopseg::study::hdf5 {
namespace {

constexpr std::size_t checksum_bytes = 4;

/// How the chunks of a dataset are packed.
struct Packing {
  std::optional<unsigned> deflate;  ///< position among the filters
  std::size_t checksums = 0;        ///< bytes of them that are deflated together with the values
};

Packing packing_of(const Handle& dataset) {
  const Handle properties(H5Dget_create_plist(dataset.id()), H5Pclose);
  Packing packing;
  for (unsigned i = 0; i < static_cast<unsigned>(H5Pget_nfilters(properties.id())); ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    std::array<char, 64> name{};
    const H5Z_filter_t filter =
        H5Pget_filter2(properties.id(), i, &flags, &values, nullptr, name.size(), name.data(), nullptr);
    if (filter == H5Z_FILTER_DEFLATE && !packing.deflate) {
      packing.deflate = i;
    } else if (filter == H5Z_FILTER_FLETCHER32) {
      if (!packing.deflate) packing.checksums += checksum_bytes;
    } else if (filter != H5Z_FILTER_SHUFFLE) {
      name.back() = '\0';
      throw core::Error("is packed by filter " + std::to_string(filter) + " (" + name.data() +
                        "), deflate is expected");
    }
  }
  return packing;
}

class Inflater {
 public:
  Inflater() {
    if (inflateInit(&stream_) != Z_OK) throw core::Error("zlib cannot start");
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Whether the bytes hold a complete stream of `expected` bytes.
  bool yields(core::Bytes& packed, std::size_t expected) {
    inflateReset(&stream_);
    stream_.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream_.avail_in = static_cast<uInt>(packed.size());
    int status = Z_OK;
    while (status == Z_OK && stream_.total_out <= expected) {
      stream_.next_out = block_.data();
      stream_.avail_out = static_cast<uInt>(block_.size());
      status = inflate(&stream_, Z_NO_FLUSH);
    }
    return status == Z_STREAM_END && stream_.total_out == expected;
  }

 private:
  z_stream stream_{};
  std::array<Bytef, 1 << 14> block_{};
};

/// Moves on to the next chunk, the last axis first; false behind the last one.
bool advance(std::vector<hsize_t>& offset, const Shape& shape, const Shape& chunk) {
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    offset[axis] += chunk[axis];
    if (offset[axis] < shape[axis]) return true;
    offset[axis] = 0;
  }
  return false;
}

}  // namespace

void check_packed_chunks(const Handle& dataset, const Shape& shape, const Shape& chunk, std::size_t chunk_bytes,
                         std::size_t stored) {
  const Packing packing = packing_of(dataset);
  if (!packing.deflate) return;
  Inflater inflater;
  core::Bytes packed;
  std::vector<hsize_t> offset(shape.size());
  do {
    hsize_t size = 0;
    haddr_t address = HADDR_UNDEF;
    unsigned skipped = 0;
    if (H5Dget_chunk_info_by_coord(dataset.id(), offset.data(), nullptr, &address, &size) < 0 || size > stored)
      throw core::Error("has damaged chunks");
    if (address == HADDR_UNDEF) continue;  // not written: its values are the fill value
    packed.resize(size);
    if (H5Dread_chunk(dataset.id(), H5P_DEFAULT, offset.data(), &skipped, packed.data()) < 0)
      throw core::Error("has damaged chunks");
    const bool plain = (skipped >> *packing.deflate & 1U) != 0;
    if (plain ? size < chunk_bytes : !inflater.yields(packed, chunk_bytes + packing.checksums))
      throw core::Error("has damaged chunks");
  } while (advance(offset, shape, chunk));
}

}  // namespace coopseg::study::hdf5
