#include "artifact/noise.h"

#include <algorithm>
#include <cmath>

#include "image/percentile_clip.h"

namespace coopseg::artifact {
namespace {

constexpr Levels deviation = {0.02, 0.04, 0.07, 0.11, 0.16};

Parameters draw_noise(core::RandomStream& random, int severity) {
  return {{"std", at(deviation, severity)}, {"seed", draw_seed(random)}};
}

bool is_identity_noise(const Parameters& parameters) { return number(parameters, "std") == 0.0; }

void apply_noise(const Parameters& parameters, const study::Grid&, std::span<float> image) {
  const double zero = std::min(0.0, static_cast<double>(*std::ranges::min_element(image)));
  const double scale = number(parameters, "std") * (image::percentile(image, 99.5) - zero);
  core::RandomStream random(static_cast<std::uint64_t>(number(parameters, "seed")), "noise");
  for (float& voxel : image) {
    const double real = voxel - zero + scale * random.normal();
    const double imaginary = scale * random.normal();
    voxel = static_cast<float>(std::sqrt(real * real + imaginary * imaginary) + zero);
  }
}

}  // namespace

Artifact noise() {
  return {
      .name = "noise",
      .summary = "Rician noise",
      .parameters = {{.name = "std",
                      .meaning = "standard deviation as a fraction of the volume's 99.5th percentile",
                      .high = 1000,
                      .default_value = 0.07},
                     seed_info()},
      .draw = draw_noise,
      .is_identity = is_identity_noise,
      .apply = apply_noise,
  };
}

}  // namespace coopseg::artifact
