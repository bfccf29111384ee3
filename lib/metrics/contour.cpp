#include <array>
#include <cmath>

#include "metrics/surface.h"

namespace coopseg::metrics {
namespace {

/// Length (mm) of the contour in each of the 16 cells of 2 x 2 pixels; a pixel inside adds 8 at (y, x), 4 at (y, x+1),
/// 2 at (y+1, x) and 1 at (y+1, x+1) to the code of its cell.
std::array<double, 16> contour_lengths(double x, double y) {
  const double corner = 0.5 * std::hypot(x, y);
  return {0.0, corner, corner, x, corner, y, 2 * corner, corner, corner, 2 * corner, y, corner, x, corner, corner, 0.0};
}

}  // namespace

Surface contour(const Mask& mask, std::size_t z, const std::array<double, 3>& spacing) {
  constexpr unsigned all_inside = 15;
  const std::array<double, 16> lengths = contour_lengths(spacing[0], spacing[1]);
  Surface surface{.size = {mask.size[0] - 1, mask.size[1] - 1, 1}, .points = {}, .weights = {}};
  const std::size_t row = mask.size[0];
  std::size_t point = 0;
  for (std::size_t y = 0; y < surface.size[1]; ++y) {
    const std::uint8_t* voxel = &mask.voxels[z * mask.slice_voxels() + y * row];
    for (std::size_t x = 0; x < surface.size[0]; ++x, ++voxel, ++point) {
      const unsigned code = 8U * voxel[0] + 4U * voxel[1] + 2U * voxel[row] + 1U * voxel[row + 1];
      if (code == 0 || code == all_inside) continue;
      surface.points.push_back(point);
      surface.weights.push_back(lengths[code]);
    }
  }
  return surface;
}

}  // namespace coopseg::metrics
