#pragma once

#include <span>

#include "core/random.h"

namespace coopseg::augment {

/// A random change of contrast and brightness that keeps the range of the image.
struct IntensityChange {
  double contrast = 1.0;    ///< factor of the distance to the image's mean
  double brightness = 0.0;  ///< added, as a fraction of the image's range
};

/// Contrast uniform in 0.8 to 1.2, brightness uniform in +-0.1.
IntensityChange draw_intensity(core::RandomStream& random);

/// mean + contrast * (value - mean) + brightness * range, cut to the image's former minimum and maximum.
void apply(const IntensityChange& change, std::span<float> image);

}  // namespace coopseg::augment
