#include "augment/intensity_change.h"

#include <algorithm>
#include <numeric>

namespace coopseg::augment {

IntensityChange draw_intensity(core::RandomStream& random) {
  IntensityChange change;
  change.contrast = random.uniform(0.8, 1.2);
  change.brightness = random.uniform(-0.1, 0.1);
  return change;
}

void apply(const IntensityChange& change, std::span<float> image) {
  const auto [low, high] = std::ranges::minmax(image);
  const double mean = std::accumulate(image.begin(), image.end(), 0.0) / static_cast<double>(image.size());
  const auto factor = static_cast<float>(change.contrast);
  const auto shift = static_cast<float>((1.0 - change.contrast) * mean + change.brightness * (high - low));
  for (float& value : image) value = std::clamp(factor * value + shift, low, high);
}

}  // namespace coopseg::augment
