#include "artifact/wrap_around.h"

#include <algorithm>
#include <cmath>

namespace coopseg::artifact {
namespace {

constexpr Levels fraction = {0.95, 0.91, 0.86, 0.8, 0.73};

Parameters draw_wrap_around(core::RandomStream& random, int severity) {
  return {{"fraction", at(fraction, severity) + random.uniform(-0.02, 0.02)}};
}

bool is_identity_wrap_around(const Parameters& parameters) { return number(parameters, "fraction") == 1.0; }

void apply_wrap_around(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  const auto [nx, ny, nz] = grid.size;
  const double lines = std::round(number(parameters, "fraction") * static_cast<double>(ny));
  const std::size_t field = std::max<std::size_t>(1, static_cast<std::size_t>(lines));
  const std::size_t begin = (ny - field) / 2;
  for (std::size_t z = 0; z < nz; ++z) {
    const std::span<float> slice = image.subspan(z * grid.slice_voxels(), grid.slice_voxels());
    for (std::size_t y = 0; y < ny; ++y) {
      if (y >= begin && y < begin + field) continue;
      const std::size_t target = begin + (y + ny * field - begin) % field;
      for (std::size_t x = 0; x < nx; ++x) {
        slice[target * nx + x] += slice[y * nx + x];
        slice[y * nx + x] = 0.0F;
      }
    }
  }
}

}  // namespace

Artifact wrap_around() {
  return {
      .name = "wrap-around",
      .summary = "the field of view is smaller than the body along y, what lies outside folds back",
      .parameters = {{.name = "fraction",
                      .meaning = "of the image along y that the field of view covers",
                      .low = 0.01,
                      .high = 1,
                      .default_value = 0.86}},
      .draw = draw_wrap_around,
      .is_identity = is_identity_wrap_around,
      .apply = apply_wrap_around,
  };
}

}  // namespace coopseg::artifact
