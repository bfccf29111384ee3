#include "metrics/components.h"

#include <algorithm>
#include <set>

namespace coopseg::metrics {
namespace {

/// Calls `visit` for a voxel and its up to 26 neighbours.
template <class Visit>
void for_each_neighbour(const study::Grid& grid, std::size_t voxel, Visit visit) {
  const auto [nx, ny, nz] = grid.size;
  const std::size_t x = voxel % nx;
  const std::size_t y = voxel / nx % ny;
  const std::size_t z = voxel / (nx * ny);
  for (std::size_t k = z - (z > 0); k <= std::min(z + 1, nz - 1); ++k)
    for (std::size_t j = y - (y > 0); j <= std::min(y + 1, ny - 1); ++j)
      for (std::size_t i = x - (x > 0); i <= std::min(x + 1, nx - 1); ++i) visit((k * ny + j) * nx + i);
}

}  // namespace

std::vector<std::vector<std::size_t>> components(std::span<const std::uint8_t> labels, const study::Grid& grid,
                                                 const std::function<bool(std::uint8_t)>& inside) {
  std::vector<std::uint8_t> left(labels.size());
  std::ranges::transform(labels, left.begin(), [&](std::uint8_t label) { return inside(label) ? 1 : 0; });
  std::vector<std::vector<std::size_t>> parts;
  for (std::size_t start = 0; start < left.size(); ++start) {
    if (left[start] == 0) continue;
    left[start] = 0;
    std::vector<std::size_t> part = {start};
    for (std::size_t reached = 0; reached < part.size(); ++reached)
      for_each_neighbour(grid, part[reached], [&](std::size_t next) {
        if (left[next] == 0) return;
        left[next] = 0;
        part.push_back(next);
      });
    parts.push_back(std::move(part));
  }
  return parts;
}

void keep_largest_components(std::span<std::uint8_t> labels, const study::Grid& grid) {
  const std::set<std::uint8_t> present(labels.begin(), labels.end());
  for (const std::uint8_t label : present) {
    if (label == 0) continue;
    const auto parts = components(labels, grid, [label](std::uint8_t voxel) { return voxel == label; });
    const auto largest = std::ranges::max_element(parts, {}, &std::vector<std::size_t>::size);
    for (auto part = parts.begin(); part != parts.end(); ++part) {
      if (part == largest) continue;
      for (const std::size_t voxel : *part) labels[voxel] = 0;
    }
  }
}

}  // namespace coopseg::metrics
