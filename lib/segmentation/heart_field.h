#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "slices/field.h"
#include "study/case.h"

namespace coopseg::segmentation {

/// Windows of `size` about what may be a heart in rough labels [z, y, x], the likest first, at most `count`: about the
/// mean places of parts, joined over faces, edges and corners, with most LV and myocardium in most slices,
/// (LV + 1) (MYO + 1) slices in voxels. Our choice: of some simple ones it missed fewest hearts (docs/cine.md).
std::vector<slices::Field> sightings(std::span<const std::uint8_t> labels, const study::Grid& grid,
                                     slices::SliceSize size, std::size_t count);

/// Labels [z, y, x] of what lies in a window; may change the case.
using Look = std::function<std::vector<std::uint8_t>(study::Case&, const slices::Field&)>;

/// The window about the heart, of the size of `middle`. A look at the `whole` slices says what may be it. Of these it
/// is where two close looks from places a little apart agree best: labels of what is no heart change with the window.
/// The first of these and one look more say where its middle is. `middle` where nothing is found.
slices::Field follow_heart(const Look& look, study::Case& subject, const slices::Field& whole,
                           const slices::Field& middle);

}  // namespace coopseg::segmentation
