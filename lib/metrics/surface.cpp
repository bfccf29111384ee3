#include "metrics/surface.h"

#include <algorithm>
#include <cmath>

#include "metrics/marching_cubes.h"

namespace coopseg::metrics {
namespace {

/// Length (mm) of the contour in each of the 16 cells of 2 x 2 pixels; a pixel inside adds 8 at (y, x), 4 at (y, x+1),
/// 2 at (y+1, x) and 1 at (y+1, x+1) to the code of its cell.
std::array<double, 16> contour_lengths(double x, double y) {
  const double corner = 0.5 * std::hypot(x, y);
  return {0.0, corner, corner, x, corner, y, 2 * corner, corner, corner, 2 * corner, y, corner, x, corner, corner, 0.0};
}

}  // namespace

Surface border_voxels(const Mask& mask) {
  Surface surface{.size = mask.size, .points = {}, .weights = {}};
  const std::size_t row = mask.size[0];
  const std::size_t slice = mask.slice_voxels();
  const std::uint8_t* voxel = mask.voxels.data();
  for (std::size_t i = slice; i + slice < mask.voxels.size(); ++i) {
    if (voxel[i] == 0) continue;
    const bool inside =
        voxel[i - 1] && voxel[i + 1] && voxel[i - row] && voxel[i + row] && voxel[i - slice] && voxel[i + slice];
    if (!inside) surface.points.push_back(i);
  }
  surface.weights.assign(surface.points.size(), 1.0);
  return surface;
}

Surface surfels(const Mask& mask, const std::array<double, 3>& spacing) {
  constexpr unsigned all_inside = 255;
  if (mask.voxels.empty()) return {};
  const std::array<double, 256> areas = surface_areas(spacing);
  Surface surface{.size = {mask.size[0] - 1, mask.size[1] - 1, mask.size[2] - 1}, .points = {}, .weights = {}};
  const std::size_t row = mask.size[0];
  const std::size_t slice = mask.slice_voxels();
  std::size_t point = 0;
  for (std::size_t z = 0; z < surface.size[2]; ++z)
    for (std::size_t y = 0; y < surface.size[1]; ++y) {
      const std::uint8_t* voxel = &mask.voxels[z * slice + y * row];
      for (std::size_t x = 0; x < surface.size[0]; ++x, ++voxel, ++point) {
        const unsigned code = 128U * voxel[0] + 64U * voxel[1] + 32U * voxel[row] + 16U * voxel[row + 1] +
                              8U * voxel[slice] + 4U * voxel[slice + 1] + 2U * voxel[slice + row] +
                              1U * voxel[slice + row + 1];
        if (code == 0 || code == all_inside) continue;
        surface.points.push_back(point);
        surface.weights.push_back(areas[code]);
      }
    }
  return surface;
}

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
