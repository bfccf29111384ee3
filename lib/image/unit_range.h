#pragma once

#include <span>

namespace coopseg::image {

/// Maps minimum and maximum of a volume to 0 and 1; a constant volume becomes 0.
void scale_to_unit_range(std::span<float> volume);

}  // namespace coopseg::image
