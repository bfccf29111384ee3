#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "slices/field.h"
#include "study/grid.h"

namespace coopseg::segmentation {

/// A window of `size` whose centre is that of the heart in rough labels [z, y, x]: the mean place of the largest part
/// of what is labelled. Nothing where nothing is.
std::optional<slices::Field> heart_field(std::span<const std::uint8_t> labels, const study::Grid& grid,
                                         slices::SliceSize size);

}  // namespace coopseg::segmentation
