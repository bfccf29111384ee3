#include "picture/slice.h"

#include <gtest/gtest.h>

#include <vector>

namespace coopseg::picture {
namespace {

Colour grey(std::uint8_t level) { return {level, level, level}; }

TEST(Slice, TheWindowDecidesBlackAndWhite) {
  const std::vector<float> slice = {-3, 1, 2, 3, 4, 9};
  const RgbImage picture = draw_slice(slice, {3, 2, 1}, {1, 3});
  ASSERT_EQ(picture.width(), 3U);
  ASSERT_EQ(picture.height(), 2U);
  EXPECT_EQ(picture.at(0, 0), black);
  EXPECT_EQ(picture.at(1, 0), black);
  EXPECT_EQ(picture.at(2, 0), grey(128));
  EXPECT_EQ(picture.at(0, 1), white);
  EXPECT_EQ(picture.at(2, 1), white);
}

TEST(Slice, ZoomInterpolatesBetweenPixelCentres) {
  const std::vector<float> slice = {0, 1, 0, 1};
  const RgbImage picture = draw_slice(slice, {2, 2, 4}, {0, 1});
  ASSERT_EQ(picture.width(), 8U);
  ASSERT_EQ(picture.height(), 8U);
  const std::vector<std::uint8_t> expected = {0, 0, 32, 96, 159, 223, 255, 255};  // 255 x 0, 1/8, 3/8, 5/8, 7/8, 1
  for (std::size_t y = 0; y < 8; ++y)
    for (std::size_t x = 0; x < 8; ++x) EXPECT_EQ(picture.at(x, y), grey(expected[x])) << x << ", " << y;
}

}  // namespace
}  // namespace coopseg::picture
