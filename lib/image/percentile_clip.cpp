#include "image/percentile_clip.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace coopseg::image {

double percentile(std::span<const float> values, double percent) {
  std::vector<float> sorted(values.begin(), values.end());
  const double position = percent / 100.0 * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(std::floor(position));
  std::nth_element(sorted.begin(), sorted.begin() + below, sorted.end());
  const double low = sorted[static_cast<std::size_t>(below)];
  const double fraction = position - static_cast<double>(below);
  if (fraction == 0.0) return low;
  const double high = *std::min_element(sorted.begin() + below + 1, sorted.end());
  return low + fraction * (high - low);
}

void clip_to_percentiles(std::span<float> volume, double low, double high) {
  const auto floor = static_cast<float>(percentile(volume, low));
  const auto ceiling = static_cast<float>(percentile(volume, high));
  for (float& value : volume) value = std::clamp(value, floor, ceiling);
}

}  // namespace coopseg::image
