#include "artifact/respiratory_motion.h"

#include <cmath>
#include <numbers>

#include "artifact/kspace.h"

namespace coopseg::artifact {
namespace {

using std::numbers::pi;

constexpr Levels amplitude = {1, 2, 3.5, 5, 7};
constexpr double drawn_breaths = 5;
constexpr double drawn_centre = 0.08;

Parameters draw_respiratory_motion(core::RandomStream& random, int severity) {
  return {{"amplitude", at(amplitude, severity)},
          {"breaths", drawn_breaths},
          {"phase", random.uniform(0.25 * pi, 0.75 * pi)},
          {"centre", drawn_centre}};
}

bool is_identity_respiratory_motion(const Parameters& parameters) { return number(parameters, "amplitude") == 0.0; }

void apply_respiratory_motion(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  const std::size_t n = grid.size[1];
  const auto lines = static_cast<double>(n);
  std::vector<Complex> transfer(n, 1.0);
  for (std::size_t m = 0; m < n; ++m) {
    const double ky = static_cast<double>(m) - static_cast<double>(n / 2);
    if (std::abs(ky) <= 0.5 * number(parameters, "centre") * lines) continue;
    const double angle = pi * number(parameters, "breaths") * static_cast<double>(m) / lines;
    const double sine = std::abs(std::sin(angle + number(parameters, "phase")));
    const double voxels = number(parameters, "amplitude") * sine * sine * sine / grid.spacing[1];
    transfer[m] = std::polar(1.0, -2.0 * pi * ky * voxels / lines);
  }
  filter_axis(image, grid, 1, transfer);
}

}  // namespace

Artifact respiratory_motion() {
  return {
      .name = "respiratory-motion",
      .summary = "breathing: lines of k-space from displaced slices, ghosts and blur along y",
      .parameters =
          {{.name = "amplitude", .meaning = "largest displacement, mm", .high = 1000, .default_value = 4.0},
           {.name = "breaths", .meaning = "per slice", .high = 1000, .default_value = drawn_breaths},
           {.name = "phase", .meaning = "of the breathing, radians", .low = -1000, .high = 1000, .default_value = 0.0},
           {.name = "centre",
            .meaning = "fraction of the lines at the centre that are not displaced",
            .high = 1,
            .default_value = drawn_centre}},
      .draw = draw_respiratory_motion,
      .is_identity = is_identity_respiratory_motion,
      .apply = apply_respiratory_motion,
  };
}

}  // namespace coopseg::artifact
