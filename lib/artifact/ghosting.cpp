#include "artifact/ghosting.h"

#include <cmath>

#include "artifact/kspace.h"

namespace coopseg::artifact {
namespace {

constexpr double phase_encoding_axis = 1;
constexpr Levels intensity = {0.2, 0.4, 0.6, 0.8, 1.0};

Parameters draw_ghosting(core::RandomStream& random, int severity) {
  const auto step = static_cast<double>(random.integer(2, 4));
  // The fewer planes, the stronger.
  const double factor = std::sqrt(0.5 * step) * random.uniform(0.9, 1.1);
  return {{"num-ghosts", step},
          {"axis", phase_encoding_axis},
          {"intensity", factor * at(intensity, severity)},
          {"restore", "none"}};
}

bool is_identity_ghosting(const Parameters& parameters) {
  return number(parameters, "num-ghosts") == 0.0 || number(parameters, "intensity") == 0.0;
}

/// The planes [first, second) that are restored, of n in shifted order.
std::pair<std::size_t, std::size_t> restored(const Parameters& parameters, std::size_t n) {
  const std::size_t centre = n / 2;
  if (word(parameters, "restore") == "none") return {centre, centre + 1};
  // Halves to even, as Python rounds.
  const double planes = std::nearbyint(number(parameters, "restore") * static_cast<double>(n));
  const auto half = static_cast<std::size_t>(planes) / 2;
  return {centre - half, centre + half};
}

void apply_ghosting(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  const auto axis = static_cast<std::size_t>(number(parameters, "axis"));
  const auto step = static_cast<std::size_t>(number(parameters, "num-ghosts"));
  const std::size_t n = grid.size.at(axis);
  std::vector<Complex> transfer(n, 1.0);
  for (std::size_t m = 0; m < n; m += step) transfer[m] = 1.0 - number(parameters, "intensity");
  const auto [first, last] = restored(parameters, n);
  for (std::size_t m = first; m < last; ++m) transfer[m] = 1.0;
  filter_axis(image, grid, axis, transfer);
}

}  // namespace

Artifact ghosting() {
  return {
      .name = "ghosting",
      .summary = "copies of the object along one axis, from periodic motion",
      .parameters = {{.name = "num-ghosts",
                      .meaning = "step between the attenuated planes of the spectrum",
                      .kind = Kind::integer,
                      .high = 10000,
                      .default_value = 4.0},
                     {.name = "axis",
                      .meaning = "0 x, 1 y, 2 z of the voxel array",
                      .kind = Kind::integer,
                      .high = 2,
                      .default_value = phase_encoding_axis},
                     {.name = "intensity",
                      .meaning = "those planes are multiplied by 1 - intensity",
                      .high = 100,
                      .default_value = 0.5},
                     {.name = "restore",
                      .meaning = "fraction of the spectrum kept at its centre, none: its central plane",
                      .high = 1,
                      .words = {"none"},
                      .default_value = Value("none")}},
      .draw = draw_ghosting,
      .is_identity = is_identity_ghosting,
      .apply = apply_ghosting,
  };
}

}  // namespace coopseg::artifact
