// Artifacts that change brightness or place, each where a closed form is known.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "artifact/registry.h"
#include "made_image.h"

namespace coopseg::artifact {
namespace {

double mean(const std::vector<float>& values, auto of) {
  double sum = 0.0;
  for (const float value : values) sum += of(static_cast<double>(value));
  return sum / static_cast<double>(values.size());
}

TEST(SliceMisalignment, LabelAndImageMoveTogetherAndSlicesApart) {
  study::Grid grid = grid_of(40, 36, 5);
  grid.direction = {0.8, -0.6, 0, 0.6, 0.8, 0, 0, 0, 1};
  std::vector<std::uint8_t> label(grid.voxels());
  for (std::size_t i = 0; i < label.size(); ++i)
    label[i] = i % 40 > 12 && i % 40 < 28 && i / 40 % 36 > 10 && i / 40 % 36 < 25 ? 2 : 0;
  std::vector<float> image(label.begin(), label.end());
  const Artifact& artifact = find("slice-misalignment");
  const Parameters parameters = parse(artifact.parameters, {"std=5", "seed=3"});
  apply(artifact, parameters, grid, image);
  const std::vector<std::uint8_t> before = label;
  artifact.move_label(parameters, grid, label);
  std::vector<std::array<double, 2>> centres;
  for (std::size_t z = 0; z < 5; ++z) {
    std::array<double, 2> sum{};
    double count = 0.0;
    for (std::size_t i = z * 1440; i < (z + 1) * 1440; ++i) {
      EXPECT_EQ(label[i], image[i] > 1.0F ? 2 : 0) << i;
      if (label[i] == 0) continue;
      sum[0] += static_cast<double>(i % 40);
      sum[1] += static_cast<double>(i / 40 % 36);
      count += 1.0;
    }
    EXPECT_EQ(count, 15.0 * 14.0);  // shifted, not deformed
    centres.push_back({sum[0] / count, sum[1] / count});
  }
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const auto by_axis = [&](const auto& a, const auto& b) { return a[axis] < b[axis]; };
    const auto [low, high] = std::ranges::minmax_element(centres, by_axis);
    EXPECT_GT((*high)[axis] - (*low)[axis], 2.0);  // voxels; 5 mm are more than three
  }
}

TEST(SliceMisalignment, OnlyItMovesLabels) {
  for (const Artifact& artifact : registry())
    EXPECT_EQ(artifact.move_label != nullptr, artifact.name == "slice-misalignment") << artifact.name;
}

TEST(Noise, IsRicianWithTheGivenDeviation) {
  const study::Grid grid = grid_of(100, 100, 2);
  const double sigma = 0.1 * 2.0;
  std::vector<float> image(grid.voxels(), 2.0F);
  const auto bright = corrupted("noise", {"std=0.1"}, grid, image);
  EXPECT_NEAR(mean(bright, [](double v) { return v * v; }), 4.0 + 2.0 * sigma * sigma, 0.02);
  EXPECT_NEAR(mean(bright, [](double v) { return (v - 2.0) * (v - 2.0); }), sigma * sigma, 0.002);
  std::fill(image.begin(), image.begin() + 10000, 0.0F);
  const auto half = corrupted("noise", {"std=0.1"}, grid, image);
  const std::vector<float> dark(half.begin(), half.begin() + 10000);
  EXPECT_NEAR(mean(dark, [](double v) { return v; }), sigma * std::sqrt(0.5 * std::numbers::pi), 0.006);
  EXPECT_GE(*std::ranges::min_element(dark), 0.0F);
}

TEST(Noise, CountsFromTheMinimumOfNegativeImagesAndLeavesZerosAlone) {
  const study::Grid grid = grid_of(20, 20, 2);
  std::vector<float> image = made_body(grid);
  const auto plain = corrupted("noise", {"std=0.1"}, grid, image);
  const float lowest = *std::ranges::min_element(image);
  for (float& value : image) value -= lowest;
  const auto shifted_to_zero = corrupted("noise", {"std=0.1"}, grid, image);
  for (float& value : image) value -= 5.0F;
  const auto negative = corrupted("noise", {"std=0.1"}, grid, image);
  for (std::size_t i = 0; i < image.size(); ++i) EXPECT_NEAR(negative[i], shifted_to_zero[i] - 5.0F, 1e-5);
  EXPECT_NE(plain, shifted_to_zero);
  const std::vector<float> zeros(grid.voxels(), 0.0F);
  EXPECT_EQ(corrupted("noise", {"std=0.1"}, grid, zeros), zeros);
}

TEST(Gamma, IsAPowerBetweenMinimumAndMaximum) {
  const study::Grid grid = grid_of(5, 1, 1);
  const auto image = corrupted("gamma", {"gamma=2"}, grid, {-1, 0, 1, 2, 3});
  const std::vector<double> expected = {-1, -0.75, 0, 1.25, 3};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(image[i], expected[i], 1e-6);
  EXPECT_EQ(corrupted("gamma", {"gamma=2"}, grid, {7, 7, 7, 7, 7}), (std::vector<float>{7, 7, 7, 7, 7}));
}

TEST(Banding, IsBlackInTheBandAndFollowsTheFormulaBesideIt) {
  const study::Grid grid = grid_of(40, 2, 1);
  const auto image =
      corrupted("banding", {"width=0.1", "position=0.5125", "bands=2"}, grid, std::vector<float>(80, 3.0F));
  EXPECT_NEAR(image[20], 0.0, 1e-6);
  EXPECT_NEAR(image[0], 0.0, 1e-6);                                     // a band every 20 voxels
  EXPECT_NEAR(image[30], 3.0 / std::sqrt(1.1), 1e-6);                   // midway
  EXPECT_NEAR(image[25], 3.0 * std::sqrt(0.5) / std::sqrt(0.6), 1e-6);  // a quarter of the way
  EXPECT_NEAR(image[65], image[25], 1e-6);                              // the same in every line
}

TEST(WrapAround, FoldsWhatLiesOutsideToTheOtherSide) {
  const study::Grid grid = grid_of(1, 10, 1);
  const auto image = corrupted("wrap-around", {"fraction=0.6"}, grid, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  // The field holds lines 2 to 7; 0 and 1 fold to 6 and 7, 8 and 9 to 2 and 3.
  EXPECT_EQ(image, (std::vector<float>{0, 0, 3 + 9, 4 + 10, 5, 6, 7 + 1, 8 + 2, 0, 0}));
}

TEST(WrapAround, OfAFieldLessThanHalfFoldsMoreThanOnce) {
  const study::Grid grid = grid_of(1, 7, 1);
  EXPECT_EQ(corrupted("wrap-around", {"fraction=0.01"}, grid, {1, 2, 3, 4, 5, 6, 7}),
            (std::vector<float>{0, 0, 0, 28, 0, 0, 0}));
}

TEST(Zipper, IsOneColumnOfNoise) {
  const study::Grid grid = grid_of(12, 400, 3);
  const auto image = corrupted("zipper", {"intensity=0.5", "position=0.3"}, grid, std::vector<float>(14400, 2.0F));
  std::vector<float> column;
  for (std::size_t i = 0; i < image.size(); ++i) {
    if (i % 12 == 3)
      column.push_back(image[i]);
    else
      EXPECT_EQ(image[i], 2.0F) << i;
  }
  EXPECT_NEAR(mean(column, [](double v) { return v; }), 2.0, 0.1);
  EXPECT_NEAR(mean(column, [](double v) { return (v - 2.0) * (v - 2.0); }), 1.0, 0.15);
}

}  // namespace
}  // namespace coopseg::artifact
