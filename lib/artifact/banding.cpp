#include "artifact/banding.h"

#include <cmath>
#include <numbers>

namespace coopseg::artifact {
namespace {

using std::numbers::pi;

constexpr Levels width = {0.005, 0.02, 0.06, 0.15, 0.4};
constexpr double drawn_bands = 1;

Parameters draw_banding(core::RandomStream& random, int severity) {
  return {{"width", at(width, severity)}, {"position", random.uniform(0.42, 0.58)}, {"bands", drawn_bands}};
}

bool is_identity_banding(const Parameters& parameters) { return number(parameters, "width") == 0.0; }

void apply_banding(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  const std::size_t n = grid.size[0];
  std::vector<double> factor(n);
  for (std::size_t x = 0; x < n; ++x) {
    const double place = (static_cast<double>(x) + 0.5) / static_cast<double>(n) - number(parameters, "position");
    const double t = pi + 2.0 * pi * number(parameters, "bands") * place;
    const double cosine = std::abs(std::cos(0.5 * t));
    factor[x] = cosine / std::sqrt(cosine * cosine + number(parameters, "width"));
  }
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<float>(image[i] * factor[i % n]);
}

}  // namespace

Artifact banding() {
  return {
      .name = "banding",
      .summary = "dark bands of balanced SSFP, across x",
      .parameters =
          {{.name = "width", .meaning = "of the bands, in units of cos^2", .high = 1000, .default_value = 0.06},
           {.name = "position",
            .meaning = "of a band, as a fraction of the field of view along x",
            .high = 1,
            .default_value = 0.5},
           {.name = "bands", .meaning = "per field of view", .high = 1000, .default_value = drawn_bands}},
      .draw = draw_banding,
      .is_identity = is_identity_banding,
      .apply = apply_banding,
  };
}

}  // namespace coopseg::artifact
