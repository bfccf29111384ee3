#include "artifact/slice_misalignment.h"

#include <algorithm>

#include "image/resample.h"

namespace coopseg::artifact {
namespace {

constexpr Levels deviation = {1, 2, 3.5, 5, 8};

Parameters draw_slice_misalignment(core::RandomStream& random, int severity) {
  return {{"std", at(deviation, severity)}, {"seed", draw_seed(random)}};
}

bool is_identity_slice_misalignment(const Parameters& parameters) { return number(parameters, "std") == 0.0; }

/// `move(slice, its grid, the grid of what it shows)` for every slice; the grids differ in their origin.
template <class T, class Move>
void move_slices(const Parameters& parameters, const study::Grid& grid, std::span<T> volume, Move move) {
  study::Grid slice_grid = grid;
  slice_grid.size[2] = 1;
  for (std::size_t z = 0; z < grid.size[2]; ++z) {
    core::RandomStream random(static_cast<std::uint64_t>(number(parameters, "seed")), z, "slice-misalignment");
    const double x = number(parameters, "std") * random.normal();
    const double y = number(parameters, "std") * random.normal();
    study::Grid shifted = slice_grid;
    for (std::size_t i = 0; i < 3; ++i) shifted.origin[i] += grid.direction[3 * i] * x + grid.direction[3 * i + 1] * y;
    const std::span<T> slice = volume.subspan(z * grid.slice_voxels(), grid.slice_voxels());
    std::ranges::copy(move(slice, slice_grid, shifted), slice.begin());
  }
}

void apply_slice_misalignment(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  move_slices(parameters, grid, image, image::resample_in_plane);
}

void move_label_slices(const Parameters& parameters, const study::Grid& grid, std::span<std::uint8_t> label) {
  move_slices(parameters, grid, label, image::resample_label_in_plane);
}

}  // namespace

Artifact slice_misalignment() {
  return {
      .name = "slice-misalignment",
      .summary = "slices of separate breath-holds lie apart",
      .parameters = {{.name = "std",
                      .meaning = "standard deviation of the shifts along x and y, mm",
                      .high = 1000,
                      .default_value = 3.5},
                     seed_info()},
      .draw = draw_slice_misalignment,
      .is_identity = is_identity_slice_misalignment,
      .apply = apply_slice_misalignment,
      .move_label = move_label_slices,
  };
}

}  // namespace coopseg::artifact
