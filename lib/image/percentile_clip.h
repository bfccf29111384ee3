#pragma once

#include <span>

namespace coopseg::image {

/// The percentile (0 to 100) of all values, between two order statistics linearly (numpy.percentile's default).
double percentile(std::span<const float> values, double percent);

/// Clips a volume to its own percentiles `low` and `high` (0 <= low < high <= 100).
void clip_to_percentiles(std::span<float> volume, double low, double high);

}  // namespace coopseg::image
