#include "segmentation/heart_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <vector>

#include "metrics/components.h"

namespace coopseg::segmentation {
namespace {

double likeness_to_heart(const std::vector<std::size_t>& part, std::span<const std::uint8_t> labels,
                         const study::Grid& grid) {
  std::array<double, study::classes> voxels{};
  std::set<std::size_t> slices;
  for (const std::size_t voxel : part) {
    ++voxels[labels[voxel]];
    slices.insert(voxel / grid.slice_voxels());
  }
  return (voxels[1] + 1) * (voxels[2] + 1) * static_cast<double>(slices.size());
}

}  // namespace

std::optional<slices::Field> heart_field(std::span<const std::uint8_t> labels, const study::Grid& grid,
                                         slices::SliceSize size) {
  const auto parts = metrics::components(labels, grid, [](std::uint8_t label) { return label != 0; });
  if (parts.empty()) return std::nullopt;
  const auto& heart =
      *std::ranges::max_element(parts, {}, [&](const auto& part) { return likeness_to_heart(part, labels, grid); });
  double x = 0.0;
  double y = 0.0;
  for (const std::size_t voxel : heart) {
    x += static_cast<double>(voxel % grid.size[0]);
    y += static_cast<double>(voxel / grid.size[0] % grid.size[1]);
  }
  const auto voxels = static_cast<double>(heart.size());
  return slices::Field{size, std::lround(x / voxels) - size.x / 2, std::lround(y / voxels) - size.y / 2};
}

slices::Field follow_heart(const Look& look, study::Case& subject, const slices::Field& whole, slices::Field window) {
  slices::Field seen = whole;
  for (int looks = 0; looks < 3; ++looks) {
    window = heart_field(look(subject, seen), subject.grid, window.size).value_or(window);
    seen = window;
  }
  return window;
}

}  // namespace coopseg::segmentation
