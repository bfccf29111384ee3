#include "picture/png.h"

#include <gtest/gtest.h>
#include <png.h>

#include <string_view>

namespace coopseg::picture {
namespace {

RgbImage coloured() {
  RgbImage image(3, 2);
  image.at(0, 0) = {255, 0, 0};
  image.at(2, 1) = {1, 2, 3};
  return image;
}

TEST(Png, ReadsBackAsItWas) {
  const core::Bytes bytes = encode_png(coloured());
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  ASSERT_NE(png_image_begin_read_from_memory(&header, bytes.data(), bytes.size()), 0);
  ASSERT_EQ(header.width, 3U);
  ASSERT_EQ(header.height, 2U);
  header.format = PNG_FORMAT_RGB;
  std::vector<Colour> pixels(6);
  ASSERT_NE(png_image_finish_read(&header, nullptr, pixels.data(), 0, nullptr), 0);
  const RgbImage image = coloured();
  EXPECT_TRUE(std::equal(pixels.begin(), pixels.end(), image.pixels().begin()));
}

TEST(Png, HasNoTimeAndNoText) {
  const core::Bytes bytes = encode_png(coloured());
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (const char* chunk : {"tIME", "tEXt", "zTXt", "iTXt"}) EXPECT_EQ(text.find(chunk), text.npos) << chunk;
  EXPECT_EQ(bytes, encode_png(coloured()));
}

}  // namespace
}  // namespace coopseg::picture
