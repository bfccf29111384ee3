#pragma once

#include <cstdint>
#include <vector>

#include "study/case.h"

namespace coopseg::image {

/// The segmentation of a case [z, y, x] on the grid that output_grid() gives: `probability` resampled linearly in
/// plane, then argmax; without probabilities the one-hot of `prediction`, else of `label`, the same way. Throws Error
/// where the case has none, or where its native grid is not its own with another in-plane sampling.
std::vector<std::uint8_t> native_label(const study::Case& subject);

/// Its probabilities [class, z, y, x] on that grid. Throws Error where the case has none.
std::vector<float> native_probability(const study::Case& subject);

}  // namespace coopseg::image
