#include "artifact/kspace.h"

#include <gtest/gtest.h>

#include "made_image.h"

namespace coopseg::artifact {
namespace {

/// The lines of every axis of a volume whose sizes are odd, even and prime, against the definition.
TEST(Kspace, FilterIsTheRealPartOfTheProduct) {
  const study::Grid grid = grid_of(6, 7, 4);
  const std::array<std::size_t, 3> strides = {1, 6, 42};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t n = grid.size[axis];
    std::vector<Complex> transfer(n);
    for (std::size_t m = 0; m < n; ++m)
      transfer[m] = std::polar(0.3 + 0.1 * static_cast<double>(m), 0.7 + 2.0 * static_cast<double>(m));
    const std::vector<float> before = made_image(grid);
    std::vector<float> after = before;
    filter_axis(after, grid, axis, transfer);
    for (std::size_t first = 0; first < before.size(); ++first) {
      if (first / strides[axis] % n != 0) continue;
      std::vector<double> line(n);
      for (std::size_t r = 0; r < n; ++r) line[r] = before[first + r * strides[axis]];
      const std::vector<double> expected = filtered_line(line, transfer);
      for (std::size_t r = 0; r < n; ++r)
        EXPECT_NEAR(after[first + r * strides[axis]], expected[r], 1e-6) << "axis " << axis << ", voxel " << r;
    }
  }
}

TEST(Kspace, AxisOfOneVoxelIsScaledByTheRealPart) {
  const study::Grid grid = grid_of(3, 2, 1);
  std::vector<float> image = made_image(grid);
  const std::vector<float> before = image;
  filter_axis(image, grid, 2, std::vector<Complex>{{0.5, 3.0}});
  for (std::size_t i = 0; i < image.size(); ++i) EXPECT_FLOAT_EQ(image[i], 0.5F * before[i]);
}

TEST(Kspace, SpectrumOfAPlaneWaveIsTwoSamples) {
  const study::Grid grid = grid_of(6, 5, 4);
  std::vector<float> image(grid.voxels());
  for (std::size_t i = 0; i < image.size(); ++i) {
    const double x = static_cast<double>(i % 6) / 6.0;
    const double y = static_cast<double>(i / 6 % 5) / 5.0;
    const double z = static_cast<double>(i / 30) / 4.0;
    image[i] = static_cast<float>(std::cos(2.0 * std::numbers::pi * (2 * x + y - z)));
  }
  const std::vector<Complex> all = spectrum(image, grid);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool peak = i == (3 * 5 + 1) * 6 + 2 || i == (1 * 5 + 4) * 6 + 4;  // (2, 1, -1) and its opposite
    EXPECT_NEAR(all[i].real(), peak ? 60.0 : 0.0, 1e-5) << i;
    EXPECT_NEAR(all[i].imag(), 0.0, 1e-5) << i;
  }
}

}  // namespace
}  // namespace coopseg::artifact
