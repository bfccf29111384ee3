#include "segmentation/heart_field.h"

#include <algorithm>
#include <cmath>

#include "metrics/components.h"

namespace coopseg::segmentation {

std::optional<slices::Field> heart_field(std::span<const std::uint8_t> labels, const study::Grid& grid,
                                         slices::SliceSize size) {
  const auto parts = metrics::components(labels, grid, [](std::uint8_t label) { return label != 0; });
  if (parts.empty()) return std::nullopt;
  const auto& heart = *std::ranges::max_element(parts, {}, &std::vector<std::size_t>::size);
  double x = 0.0;
  double y = 0.0;
  for (const std::size_t voxel : heart) {
    x += static_cast<double>(voxel % grid.size[0]);
    y += static_cast<double>(voxel / grid.size[0] % grid.size[1]);
  }
  const auto voxels = static_cast<double>(heart.size());
  return slices::Field{size, std::lround(x / voxels) - size.x / 2, std::lround(y / voxels) - size.y / 2};
}

}  // namespace coopseg::segmentation
