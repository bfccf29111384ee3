#include "augment/intensity_change.h"

#include <gtest/gtest.h>

#include <algorithm>
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
  std::vector<double> contrasts;
  std::vector<double> shifts;
  for (int i = 0; i < 2000; ++i) {
    core::RandomStream random(3, i);
    const IntensityChange change = draw_intensity(random);
    contrasts.push_back(change.contrast);
    shifts.push_back(change.brightness);
  }
  const auto [least, largest] = std::ranges::minmax(contrasts);
  EXPECT_NEAR(least, 0.8, 0.005);
  EXPECT_NEAR(largest, 1.2, 0.005);
  const auto [darkest, brightest] = std::ranges::minmax(shifts);
  EXPECT_NEAR(darkest, -0.1, 0.002);
  EXPECT_NEAR(brightest, 0.1, 0.002);
}

}  // namespace
}  // namespace coopseg::augment
