#include "image/affine.h"

#include <gtest/gtest.h>

#include <cmath>

#include "nifti_bytes.h"

namespace coopseg::image {
namespace {

constexpr std::array<std::size_t, 3> size = {4, 3, 2};

TEST(Affine, TurnsRasIntoLps) {
  const study::Grid grid = grid_of({2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 5, 30, 0, 0, 0, 1}, size);
  EXPECT_EQ(grid.size, size);
  EXPECT_EQ(grid.spacing, (std::array<double, 3>{2, 3, 5}));
  EXPECT_EQ(grid.origin, (std::array<double, 3>{-10, -20, 30}));
  EXPECT_EQ(grid.direction, (std::array<double, 9>{-1, 0, 0, 0, -1, 0, 0, 0, 1}));
}

TEST(Affine, KeepsLeftHandedAxesAndGoesBack) {
  const Affine left = {0, 0, 5, 1, -2, 0, 0, 2, 0, 3, 0, 3, 0, 0, 0, 1};
  const Affine right = {0, 0, 5, 1, 2, 0, 0, 2, 0, 3, 0, 3, 0, 0, 0, 1};
  for (const Affine& affine : {left, right}) {
    const Affine back = affine_of(grid_of(affine, size));
    for (std::size_t i = 0; i < 16; ++i) EXPECT_NEAR(back[i], affine[i], 1e-12) << i;
  }
}

TEST(Affine, ReplacesNearlyOrthonormalAxesByTheNearestRotation) {
  // Axes x = (cos e, sin e, 0) and y = (0, 1, 0) are e off; nearest is the frame that shares the angle: e / 2 each.
  const double e = 9e-4;
  double deviation = 0;
  const study::Grid grid =
      grid_of({-std::cos(e), 0, 0, 0, -std::sin(e), -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, size, &deviation);
  EXPECT_NEAR(deviation, e, 1e-9);
  EXPECT_NEAR(grid.direction[3], std::sin(e / 2), 1e-12);
  EXPECT_NEAR(grid.direction[1], -std::sin(e / 2), 1e-12);
  EXPECT_NEAR(grid.direction[0], std::cos(e / 2), 1e-12);
}

TEST(Affine, RefusesAxesThatAreNotOrthonormal) {
  EXPECT_EQ(message_of([] {
              grid_of({1, 0.01, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, size);
            }),
            "the axes of the grid deviate from orthonormal by 0.0099995, at most 0.001 is expected");
  EXPECT_EQ(message_of([] {
              grid_of({1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, size);
            }),
            "axis 1 of the grid has no finite length above 0");
}

}  // namespace
}  // namespace coopseg::image
