#include "artifact/gibbs.h"

#include <cmath>

#include "artifact/kspace.h"

namespace coopseg::artifact {
namespace {

constexpr Levels fraction = {0.7, 0.55, 0.42, 0.32, 0.25};

Parameters draw_gibbs(core::RandomStream& random, int severity) {
  return {{"fraction", random.uniform(0.95, 1.05) * at(fraction, severity)}};
}

bool is_identity_gibbs(const Parameters& parameters) { return number(parameters, "fraction") == 1.0; }

void apply_gibbs(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  for (const std::size_t axis : {0U, 1U}) {
    const std::size_t n = grid.size[axis];
    std::vector<Complex> transfer(n);
    for (std::size_t m = 0; m < n; ++m) {
      const double frequency = static_cast<double>(m) - static_cast<double>(n / 2);
      const bool kept = std::abs(frequency) <= 0.5 * number(parameters, "fraction") * static_cast<double>(n);
      transfer[m] = kept ? 1.0 : 0.0;
    }
    filter_axis(image, grid, axis, transfer);
  }
}

}  // namespace

Artifact gibbs() {
  return {
      .name = "gibbs",
      .summary = "ringing beside edges, from truncated k-space",
      .parameters = {{.name = "fraction",
                      .meaning = "of kx and ky that is kept, about the centre",
                      .high = 1,
                      .default_value = 0.42}},
      .draw = draw_gibbs,
      .is_identity = is_identity_gibbs,
      .apply = apply_gibbs,
  };
}

}  // namespace coopseg::artifact
