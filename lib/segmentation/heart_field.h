#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "slices/field.h"
#include "study/grid.h"

namespace coopseg::segmentation {

/// A window of `size` whose centre is that of the heart in rough labels [z, y, x]: the mean place of the part, joined
/// over faces, edges and corners, that has most LV and myocardium in most slices, (LV + 1) (MYO + 1) slices in voxels.
/// Our choice: of some simple ones it missed fewest hearts (docs/cine.md). Nothing where nothing is labelled.
std::optional<slices::Field> heart_field(std::span<const std::uint8_t> labels, const study::Grid& grid,
                                         slices::SliceSize size);

}  // namespace coopseg::segmentation
