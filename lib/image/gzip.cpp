#include "image/gzip.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

#include "core/error.h"
#include "core/lower_case.h"

namespace coopseg::image {
namespace {

constexpr int gzip_window = 15 + 16;  // zlib: largest window, gzip wrapper
constexpr int level = 1;  // of float32 intensities, higher ones are slower by a third to a half and hardly smaller
constexpr std::size_t smallest_stream = 18;
constexpr std::size_t largest_ratio = 1032;  // of deflate
constexpr std::size_t block_size = 1 << 16;

Bytef* as_zlib(const std::byte* bytes) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes));  // NOLINT: zlib's interface
}

class Inflater {
 public:
  Inflater() {
    if (inflateInit2(&stream_, gzip_window) != Z_OK) throw core::Error("zlib cannot start");
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Appends the content of the member at the start of `bytes` to `content`; returns what stands behind it.
  std::span<const std::byte> member(std::span<const std::byte> bytes, core::Bytes& content) {
    inflateReset(&stream_);
    std::array<std::byte, block_size> block;
    for (;;) {
      const std::size_t offered = std::min(bytes.size(), block_size);
      stream_.next_in = as_zlib(bytes.data());
      stream_.avail_in = static_cast<uInt>(offered);
      stream_.next_out = as_zlib(block.data());
      stream_.avail_out = static_cast<uInt>(block.size());
      const int status = inflate(&stream_, Z_NO_FLUSH);
      bytes = bytes.subspan(offered - stream_.avail_in);
      content.insert(content.end(), block.begin(), block.end() - stream_.avail_out);
      if (status == Z_STREAM_END) return bytes;
      if (status == Z_BUF_ERROR || (status == Z_OK && bytes.empty() && stream_.avail_out > 0))
        throw core::Error("the gzip stream is truncated");
      if (status != Z_OK)
        throw core::Error(std::string("the gzip stream is damaged: ") + (stream_.msg ? stream_.msg : "unknown reason"));
    }
  }

 private:
  z_stream stream_{};
};

auto make_decompressor() {
  std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  if (!decompressor) throw core::Error("libdeflate cannot start");
  return decompressor;
}

/// The content of a stream of one member, as most are, whose last bytes tell its size; nothing where it is another one.
std::optional<core::Bytes> one_member(std::span<const std::byte> bytes) {
  std::uint32_t size = 0;
  if (bytes.size() < smallest_stream) return std::nullopt;
  std::memcpy(&size, bytes.last(sizeof(size)).data(), sizeof(size));
  if (size > largest_ratio * bytes.size()) return std::nullopt;
  core::Bytes content(size);
  std::size_t read = 0;
  const auto result = libdeflate_gzip_decompress_ex(make_decompressor().get(), bytes.data(), bytes.size(),
                                                    content.data(), content.size(), &read, nullptr);
  if (result != LIBDEFLATE_SUCCESS || read != bytes.size()) return std::nullopt;
  return content;
}

}  // namespace

bool is_gzip(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

core::Bytes gunzip(std::span<const std::byte> bytes) {
  if (std::optional<core::Bytes> content = one_member(bytes)) return *std::move(content);
  core::Bytes content;  // zlib takes several members, and says what is wrong
  Inflater inflater;
  do {
    bytes = inflater.member(bytes, content);
  } while (is_gzip(bytes));
  if (std::any_of(bytes.begin(), bytes.end(), [](std::byte value) { return value != std::byte{0}; }))
    throw core::Error("the gzip stream is followed by " + std::to_string(bytes.size()) + " bytes of something else");
  return content;
}

std::optional<core::Bytes> unpack_zlib(std::span<const std::byte> bytes, std::size_t size) {
  core::Bytes content(size);
  std::size_t read = 0;
  std::size_t found = 0;
  const auto result = libdeflate_zlib_decompress_ex(make_decompressor().get(), bytes.data(), bytes.size(),
                                                    content.data(), size, &read, &found);
  if (result != LIBDEFLATE_SUCCESS) return std::nullopt;
  content.resize(found);
  return content;
}

core::Bytes gzip(std::span<const std::byte> bytes) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  if (!compressor) throw core::Error("libdeflate cannot start");
  core::Bytes packed(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()));
  packed.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), packed.data(), packed.size()));
  packed.shrink_to_fit();  // predict holds its results until all are there
  if (packed.empty()) throw core::Error("libdeflate cannot compress");
  return packed;
}

core::Bytes gzip_as(const std::string& name, core::Bytes bytes) {
  const bool compress = core::lower_case(name).ends_with(".gz");
  if (compress == is_gzip(bytes)) return bytes;
  return compress ? gzip(bytes) : gunzip(bytes);
}

}  // namespace coopseg::image
