#include "artifact/gamma.h"

#include <algorithm>
#include <cmath>

namespace coopseg::artifact {
namespace {

constexpr Levels log2_gamma = {0.2, 0.4, 0.6, 0.8, 1.0};

Parameters draw_gamma(core::RandomStream& random, int severity) {
  const double sign = random.chance(0.5) ? 1.0 : -1.0;
  return {{"gamma", std::exp2(sign * random.uniform(0.8, 1.2) * at(log2_gamma, severity))}};
}

bool is_identity_gamma(const Parameters& parameters) { return number(parameters, "gamma") == 1.0; }

void apply_gamma(const Parameters& parameters, const study::Grid&, std::span<float> image) {
  const auto [lowest, highest] = std::ranges::minmax_element(image);
  const double low = *lowest;
  const double range = *highest - low;
  if (range == 0.0) return;
  for (float& voxel : image)
    voxel = static_cast<float>(low + range * std::pow((voxel - low) / range, number(parameters, "gamma")));
}

}  // namespace

Artifact gamma() {
  return {
      .name = "gamma",
      .summary = "other contrast, a power of the brightness",
      .parameters = {{.name = "gamma",
                      .meaning = "exponent of the brightness scaled to [0, 1]",
                      .low = 0.01,
                      .high = 100,
                      .default_value = 1.5}},
      .draw = draw_gamma,
      .is_identity = is_identity_gamma,
      .apply = apply_gamma,
  };
}

}  // namespace coopseg::artifact
