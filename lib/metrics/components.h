#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "study/grid.h"

namespace coopseg::metrics {

/// The voxels (flat indices) of each part of a volume [z, y, x] that `inside` accepts, joined over faces, edges and
/// corners, in the order of their first voxels.
std::vector<std::vector<std::size_t>> components(std::span<const std::uint8_t> labels, const study::Grid& grid,
                                                 const std::function<bool(std::uint8_t)>& inside);

/// Keeps the largest part of each label above 0, the first on a tie; the others become background.
void keep_largest_components(std::span<std::uint8_t> labels, const study::Grid& grid);

}  // namespace coopseg::metrics
