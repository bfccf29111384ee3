#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "study/grid.h"

namespace coopseg::image {

/// The grid with another in-plane spacing (mm) about the same centre: size round(n s / spacing), halves to even, at
/// least 1; z is untouched.
study::Grid with_in_plane_spacing(const study::Grid& grid, double spacing);

/// A volume [z, y, x] on another grid with the same axes and slices, linear in plane; beyond the outermost voxel
/// centres their values hold. Throws Error where axes or slices of the grids differ.
std::vector<float> resample_in_plane(std::span<const float> volume, const study::Grid& from, const study::Grid& to);

/// A label map the same way: the one-hot of each class linearly, then argmax; of equal classes the lowest.
std::vector<std::uint8_t> resample_label_in_plane(std::span<const std::uint8_t> label, const study::Grid& from,
                                                  const study::Grid& to);

/// Probabilities [class, z, y, x] the same way, then argmax.
std::vector<std::uint8_t> label_of_resampled(std::span<const float> probability, const study::Grid& from,
                                             const study::Grid& to);

}  // namespace coopseg::image
