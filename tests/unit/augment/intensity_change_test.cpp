#include "augment/intensity_change.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace coopseg::augment {
namespace {

TEST(IntensityChange, ContrastIsAboutTheMeanAndBrightnessAFractionOfTheRange) {
  std::vector<float> image = {0, 4, 4, 8, 9, 2, 3, 10};  // mean 5, range 10
  apply({0.8, 0.1}, image);
  const std::vector<float> expected = {2, 5.2F, 5.2F, 8.4F, 9.2F, 3.6F, 4.4F, 10};
  for (std::size_t i = 0; i < image.size(); ++i) EXPECT_NEAR(image[i], expected[i], 1e-5) << i;
}

TEST(IntensityChange, KeepsTheRange) {
  std::vector<float> image = {-1, 0, 0, 1};
  apply({1.2, -0.1}, image);
  EXPECT_EQ(image.front(), -1.0F);
  EXPECT_NEAR(image[1], -0.2, 1e-6);
  EXPECT_EQ(image.back(), 1.0F);
}

TEST(IntensityChange, NothingChangesNothing) {
  std::vector<float> image = {0.25F, 0.5F, 3.0F};
  const std::vector<float> before = image;
  apply({}, image);
  EXPECT_EQ(image, before);
}

TEST(IntensityChange, DrawsHaveThePublishedRanges) {
  double least = 2.0;
  double largest = 0.0;
  double shift = 0.0;
  for (int i = 0; i < 2000; ++i) {
    core::RandomStream random(3, i);
    const IntensityChange change = draw_intensity(random);
    least = std::min(least, change.contrast);
    largest = std::max(largest, change.contrast);
    shift = std::max(shift, std::abs(change.brightness));
  }
  EXPECT_NEAR(least, 0.8, 0.005);
  EXPECT_NEAR(largest, 1.2, 0.005);
  EXPECT_NEAR(shift, 0.1, 0.002);
  EXPECT_LE(shift, 0.1);
}

}  // namespace
}  // namespace coopseg::augment
