#include "artifact/undersampling.h"

#include <cmath>

#include "artifact/kspace.h"

namespace coopseg::artifact {
namespace {

constexpr Levels acceleration = {2, 3, 4, 6, 8};
constexpr double centre_times_acceleration = 0.32;

Parameters draw_undersampling(core::RandomStream& random, int severity) {
  return {{"acceleration", at(acceleration, severity)},
          {"centre", centre_times_acceleration / at(acceleration, severity)},
          {"offset", random.uniform()}};
}

bool is_identity_undersampling(const Parameters& parameters) { return number(parameters, "acceleration") == 1.0; }

void apply_undersampling(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  const std::size_t n = grid.size[1];
  const auto step = static_cast<std::size_t>(number(parameters, "acceleration"));
  const auto first = static_cast<std::size_t>(number(parameters, "offset") * static_cast<double>(step)) % step;
  std::vector<Complex> transfer(n);
  for (std::size_t m = 0; m < n; ++m) {
    const double ky = static_cast<double>(m) - static_cast<double>(n / 2);
    const bool central = std::abs(ky) <= 0.5 * number(parameters, "centre") * static_cast<double>(n);
    transfer[m] = central || m % step == first ? 1.0 : 0.0;
  }
  filter_axis(image, grid, 1, transfer);
}

}  // namespace

Artifact undersampling() {
  return {
      .name = "undersampling",
      .summary = "every R-th line of k-space and a centre, zero-filled: aliases along y",
      .parameters =
          {{.name = "acceleration",
            .meaning = "R",
            .kind = Kind::integer,
            .low = 1,
            .high = 10000,
            .default_value = 4.0},
           {.name = "centre",
            .meaning = "fraction of the lines at the centre that are all kept",
            .high = 1,
            .default_value = 0.08},
           {.name = "offset", .meaning = "of the kept lines, as a fraction of R", .high = 1, .default_value = 0.0}},
      .draw = draw_undersampling,
      .is_identity = is_identity_undersampling,
      .apply = apply_undersampling,
  };
}

}  // namespace coopseg::artifact
