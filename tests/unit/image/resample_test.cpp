#include "image/resample.h"

#include <gtest/gtest.h>

#include <cmath>

#include "nifti_bytes.h"

namespace coopseg::image {
namespace {

study::Grid make_grid(std::size_t width, std::size_t height, double spacing) {
  // Oblique: a quarter turn in plane, then tilted.
  const double c = std::cos(0.3);
  const double s = std::sin(0.3);
  return {.size = {width, height, 2},
          .spacing = {spacing, spacing, 10},
          .origin = {-50, 20, 7},
          .direction = {0, -c, s, 1, 0, 0, 0, s, c}};
}

std::array<double, 3> centre(const study::Grid& grid) {
  std::array<double, 3> point = grid.origin;
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t axis = 0; axis < 3; ++axis)
      point[row] +=
          grid.direction[3 * row + axis] * grid.spacing[axis] * (static_cast<double>(grid.size[axis]) - 1) / 2;
  return point;
}

/// 3 x - 2 y + 100 z in voxels.
std::vector<float> ramp(const study::Grid& grid) {
  std::vector<float> volume;
  for (std::size_t z = 0; z < grid.size[2]; ++z)
    for (std::size_t y = 0; y < grid.size[1]; ++y)
      for (std::size_t x = 0; x < grid.size[0]; ++x)
        volume.push_back(static_cast<float>(3.0 * static_cast<double>(x) - 2.0 * static_cast<double>(y) +
                                            100.0 * static_cast<double>(z)));
  return volume;
}

TEST(InPlaneGrid, KeepsTheCentreAndTheSlices) {
  const study::Grid grid = make_grid(216, 256, 1.5625);
  const study::Grid result = with_in_plane_spacing(grid, 1.36719);
  EXPECT_EQ(result.size, (std::array<std::size_t, 3>{247, 293, 2}));
  EXPECT_EQ(result.spacing, (std::array<double, 3>{1.36719, 1.36719, 10}));
  EXPECT_EQ(result.direction, grid.direction);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(centre(result)[i], centre(grid)[i], 1e-10);
}

TEST(InPlaneGrid, RoundsHalvesToEvenAndKeepsAVoxel) {
  EXPECT_EQ(with_in_plane_spacing(make_grid(5, 7, 1), 2).size, (std::array<std::size_t, 3>{2, 4, 2}));
  EXPECT_EQ(with_in_plane_spacing(make_grid(5, 7, 1), 100).size, (std::array<std::size_t, 3>{1, 1, 2}));
}

TEST(Resample, GivesALinearRampBackExactlyInsideAndHoldsTheEdge) {
  const study::Grid from = make_grid(12, 8, 2);
  const study::Grid to = with_in_plane_spacing(from, 1);
  const std::vector<float> result = resample_in_plane(ramp(from), from, to);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const double x = std::clamp(static_cast<double>(i % 24) / 2 - 0.25, 0.0, 11.0);
    const double y = std::clamp(static_cast<double>(i / 24 % 16) / 2 - 0.25, 0.0, 7.0);
    EXPECT_NEAR(result[i], 3 * x - 2 * y + 100 * static_cast<double>(i / 384), 1e-4) << i;
  }
}

TEST(Resample, ToTheSameGridChangesNoBit) {
  const study::Grid grid = make_grid(12, 8, 1.36719);
  EXPECT_EQ(with_in_plane_spacing(grid, 1.36719), grid);
  EXPECT_EQ(resample_in_plane(ramp(grid), grid, grid), ramp(grid));
}

TEST(Resample, RefusesGridsWithOtherAxesOrSlices) {
  const study::Grid from = make_grid(12, 8, 2);
  study::Grid to = from;
  to.size[2] = 3;
  EXPECT_EQ(message_of([&] { resample_in_plane(ramp(from), from, to); }),
            "geometry: size (12, 8, 2) in the grid to resample from, (12, 8, 3) in the grid to resample to; tolerance: "
            "equal");
  to = from;
  for (std::size_t row = 0; row < 3; ++row) to.origin[row] += 5 * to.direction[3 * row + 2];
  EXPECT_EQ(message_of([&] { resample_in_plane(ramp(from), from, to); }).substr(0, 16), "geometry: origin");
}

/// One row of labels on voxels of 3 mm, resampled.
std::vector<std::uint8_t> resample_row(const std::vector<std::uint8_t>& row, double spacing) {
  study::Grid from = make_grid(row.size(), 1, 3);
  from.size[2] = 1;
  const study::Grid to = with_in_plane_spacing(from, spacing);
  std::vector<std::uint8_t> result = resample_label_in_plane(row, from, to);
  result.resize(to.size[0]);
  return result;
}

TEST(ResampleLabel, TakesTheClassWithTheLargestShare) {
  EXPECT_EQ(resample_row({0, 0, 1, 1, 3}, 1.5), (std::vector<std::uint8_t>{0, 0, 0, 0, 1, 1, 1, 1, 3, 3}));
}

TEST(ResampleLabel, TakesTheLowestOfEqualClasses) {
  // One voxel of 6 mm lies in the middle of two of 3 mm.
  EXPECT_EQ(resample_row({3, 2}, 6), (std::vector<std::uint8_t>{2}));
  EXPECT_EQ(resample_row({1, 3}, 6), (std::vector<std::uint8_t>{1}));
  EXPECT_EQ(resample_row({3, 0}, 6), (std::vector<std::uint8_t>{0}));
}

TEST(ResampleProbability, InterpolatesBeforeArgmax) {
  study::Grid from = make_grid(2, 1, 3);
  from.size[2] = 1;
  study::Grid to = from;
  to.size[0] = 1;
  for (std::size_t r = 0; r < 3; ++r) to.origin[r] += 1.5 * from.direction[3 * r];
  // Neither voxel says class 3 first, their mean does.
  const std::vector<float> probability = {0.6F, 0, 0, 0.6F, 0, 0, 0.4F, 0.4F};
  EXPECT_EQ(label_of_resampled(probability, from, from), (std::vector<std::uint8_t>{0, 1}));
  EXPECT_EQ(label_of_resampled(probability, from, to), (std::vector<std::uint8_t>{3}));
}

}  // namespace
}  // namespace coopseg::image
