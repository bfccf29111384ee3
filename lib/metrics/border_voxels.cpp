#include "metrics/surface.h"

namespace coopseg::metrics {

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

}  // namespace coopseg::metrics
