#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "study/grid.h"

namespace coopseg::evaluation {

/// A label map [z, y, x] on another grid in the same space: each voxel of `to` takes the class of the nearest voxel of
/// `from` (halves upwards), background outside of it.
std::vector<std::uint8_t> resample_prediction(std::span<const std::uint8_t> labels, const study::Grid& from,
                                              const study::Grid& to);

}  // namespace coopseg::evaluation
