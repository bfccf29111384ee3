#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "slices/field.h"
#include "study/case.h"

namespace coopseg::segmentation {

/// A window of `size` whose centre is that of the heart in rough labels [z, y, x]: the mean place of the part, joined
/// over faces, edges and corners, that has most LV and myocardium in most slices, (LV + 1) (MYO + 1) slices in voxels.
/// Our choice: of some simple ones it missed fewest hearts (docs/cine.md). Nothing where nothing is labelled.
std::optional<slices::Field> heart_field(std::span<const std::uint8_t> labels, const study::Grid& grid,
                                         slices::SliceSize size);

/// Labels [z, y, x] of what lies in a window; may change the case.
using Look = std::function<std::vector<std::uint8_t>(study::Case&, const slices::Field&)>;

/// The window about the heart: what the `whole` slices show says where to look closely, and that, twice, where the
/// middle of the heart is. Of the size of `window`, which is the answer where no look finds anything.
slices::Field follow_heart(const Look& look, study::Case& subject, const slices::Field& whole, slices::Field window);

}  // namespace coopseg::segmentation
