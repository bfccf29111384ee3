#include "artifact/blur.h"

#include <cmath>
#include <numbers>

#include "artifact/kspace.h"

namespace coopseg::artifact {
namespace {

constexpr Levels deviation = {1, 1.5, 2.2, 3, 4};

Parameters draw_blur(core::RandomStream& random, int severity) {
  return {{"std", random.uniform(0.9, 1.1) * at(deviation, severity)}};
}

bool is_identity_blur(const Parameters& parameters) { return number(parameters, "std") == 0.0; }

void apply_blur(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  for (const std::size_t axis : {0U, 1U}) {
    const std::size_t n = grid.size[axis];
    const double field_of_view = static_cast<double>(n) * grid.spacing[axis];
    std::vector<Complex> transfer(n);
    for (std::size_t m = 0; m < n; ++m) {
      const double frequency = (static_cast<double>(m) - static_cast<double>(n / 2)) / field_of_view;
      transfer[m] = std::exp(-2.0 * std::pow(std::numbers::pi * frequency * number(parameters, "std"), 2));
    }
    filter_axis(image, grid, axis, transfer);
  }
}

}  // namespace

Artifact blur() {
  return {
      .name = "blur",
      .summary = "low resolution, a Gaussian in the plane of the slices",
      .parameters =
          {{.name = "std", .meaning = "standard deviation of the Gaussian, mm", .high = 1000, .default_value = 2.2}},
      .draw = draw_blur,
      .is_identity = is_identity_blur,
      .apply = apply_blur,
  };
}

}  // namespace coopseg::artifact
