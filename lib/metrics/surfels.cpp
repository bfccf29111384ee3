#include <algorithm>

#include "metrics/marching_cubes.h"
#include "metrics/surface.h"

namespace coopseg::metrics {

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

}  // namespace coopseg::metrics
