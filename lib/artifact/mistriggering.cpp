#include "artifact/mistriggering.h"

#include <algorithm>
#include <cmath>

#include "artifact/kspace.h"

namespace coopseg::artifact {
namespace {

constexpr Levels fraction = {0.1, 0.2, 0.35, 0.5, 0.7};
constexpr double drawn_radius = 55;
constexpr double drawn_centre = 0.06;

Parameters draw_mistriggering(core::RandomStream& random, int severity) {
  const double contraction = random.uniform(0.35, 0.5);
  return {{"fraction", at(fraction, severity)},
          {"contraction", contraction},
          {"radius", drawn_radius},
          {"centre", drawn_centre},
          {"seed", draw_seed(random)}};
}

bool is_identity_mistriggering(const Parameters& parameters) {
  return number(parameters, "fraction") == 0.0 || number(parameters, "contraction") == 0.0;
}

/// Linear interpolation at voxel coordinates (x, y); outside of the slice its edge holds.
float value_at(std::span<const float> slice, const study::Grid& grid, double x, double y) {
  x = std::clamp(x, 0.0, static_cast<double>(grid.size[0] - 1));
  y = std::clamp(y, 0.0, static_cast<double>(grid.size[1] - 1));
  const auto x0 = static_cast<std::size_t>(x);
  const auto y0 = static_cast<std::size_t>(y);
  const std::size_t x1 = std::min(x0 + 1, grid.size[0] - 1);
  const std::size_t y1 = std::min(y0 + 1, grid.size[1] - 1);
  const double u = x - static_cast<double>(x0);
  const double v = y - static_cast<double>(y0);
  const auto voxel = [&](std::size_t i, std::size_t j) { return static_cast<double>(slice[j * grid.size[0] + i]); };
  return static_cast<float>((1 - v) * ((1 - u) * voxel(x0, y0) + u * voxel(x1, y0)) +
                            v * ((1 - u) * voxel(x0, y1) + u * voxel(x1, y1)));
}

/// The slice in the other phase minus the slice.
std::vector<float> change_of_phase(const Parameters& parameters, const study::Grid& grid,
                                   std::span<const float> slice) {
  const double contraction = number(parameters, "contraction");
  const double radius = number(parameters, "radius");
  const double centre_x = 0.5 * static_cast<double>(grid.size[0] - 1);
  const double centre_y = 0.5 * static_cast<double>(grid.size[1] - 1);
  std::vector<float> change(slice.size());
  auto voxel = change.begin();
  for (std::size_t j = 0; j < grid.size[1]; ++j)
    for (std::size_t i = 0; i < grid.size[0]; ++i, ++voxel) {
      const double x = static_cast<double>(i) - centre_x;
      const double y = static_cast<double>(j) - centre_y;
      const double distance = std::hypot(x * grid.spacing[0], y * grid.spacing[1]) / radius;
      const double scale = contraction * std::exp(-0.5 * distance * distance);
      *voxel = value_at(slice, grid, static_cast<double>(i) + scale * x, static_cast<double>(j) + scale * y) -
               slice[j * grid.size[0] + i];
    }
  return change;
}

void apply_mistriggering(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  const auto seed = static_cast<std::uint64_t>(number(parameters, "seed"));
  const std::size_t n = grid.size[1];
  study::Grid slice_grid = grid;
  slice_grid.size[2] = 1;
  for (std::size_t z = 0; z < grid.size[2]; ++z) {
    const std::span<float> slice = image.subspan(z * grid.slice_voxels(), grid.slice_voxels());
    core::RandomStream random(seed, z, "mistriggering");
    std::vector<Complex> transfer(n);
    for (std::size_t m = 0; m < n; ++m) {
      const bool other_phase = random.chance(number(parameters, "fraction"));
      const double ky = static_cast<double>(m) - static_cast<double>(n / 2);
      const bool central = std::abs(ky) < 0.5 * number(parameters, "centre") * static_cast<double>(n);
      transfer[m] = other_phase && !central ? 1.0 : 0.0;
    }
    std::vector<float> change = change_of_phase(parameters, grid, slice);
    filter_axis(change, slice_grid, 1, transfer);
    std::ranges::transform(slice, change, slice.begin(), std::plus<>());
  }
}

}  // namespace

Artifact mistriggering() {
  return {
      .name = "mistriggering",
      .summary = "arrhythmia: lines of k-space from another phase of the heart, made by contracting the slice",
      .parameters =
          {{.name = "fraction",
            .meaning = "probability that a line comes from the other phase",
            .high = 1,
            .default_value = 0.35},
           {.name = "contraction",
            .meaning = "of the other phase at the image centre, as a fraction",
            .low = -0.9,
            .high = 0.9,
            .default_value = 0.35},
           {.name = "radius", .meaning = "of the heart, mm", .low = 1, .high = 1000, .default_value = drawn_radius},
           {.name = "centre",
            .meaning = "fraction of the lines at the centre that stay, and with them the anatomy",
            .high = 1,
            .default_value = drawn_centre},
           seed_info()},
      .draw = draw_mistriggering,
      .is_identity = is_identity_mistriggering,
      .apply = apply_mistriggering,
  };
}

}  // namespace coopseg::artifact
