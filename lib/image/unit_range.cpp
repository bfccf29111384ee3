#include "image/unit_range.h"

#include <algorithm>

namespace coopseg::image {

void scale_to_unit_range(std::span<float> volume) {
  const auto [lowest, highest] = std::minmax_element(volume.begin(), volume.end());
  const double low = *lowest;
  const double range = *highest - low;
  for (float& value : volume) value = range > 0.0 ? static_cast<float>((value - low) / range) : 0.0F;
}

}  // namespace coopseg::image
