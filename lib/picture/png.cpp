#include "picture/png.h"

#include <png.h>

#include <string>

#include "core/error.h"

namespace coopseg::picture {

static_assert(sizeof(Colour) == 3, "libpng reads the pixels as they lie in memory");

core::Bytes encode_png(const RgbImage& image) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(image.width());
  header.height = static_cast<png_uint_32>(image.height());
  header.format = PNG_FORMAT_RGB;
  const auto write = [&](void* memory, png_alloc_size_t& size) {
    if (png_image_write_to_memory(&header, memory, &size, 0, image.pixels().data(), 0, nullptr) == 0)
      throw core::Error(std::string("libpng: ") + header.message);
  };
  png_alloc_size_t size = 0;
  write(nullptr, size);
  core::Bytes bytes(size);
  write(bytes.data(), size);
  return bytes;
}

}  // namespace coopseg::picture
