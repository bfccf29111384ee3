#pragma once

#include <cstdint>
#include <vector>

#include "core/random.h"
#include "phantom/site.h"
#include "phantom/subject.h"
#include "study/grid.h"

namespace coopseg::phantom {

/// Where the slices of a scan lie in a person; one for all phases.
struct Stack {
  study::Grid grid;    ///< of the volume
  double view = 0;     ///< rotation of the image about the long axis of the LV, radians
  double shift_x = 0;  ///< of the heart from the centre of the image, mm
  double shift_y = 0;
  double first = 0;  ///< z of the first slice in the heart's axes, mm
};

/// A volume as a scanner stores it, with the label of every voxel's centre by the numbers of a study (0 background, 1
/// LV, 2 MYO, 3 RV). [z, y, x] on the stack's grid, slices from base to apex.
struct Volume {
  std::vector<std::int16_t> image;
  std::vector<std::uint8_t> label;
};

/// A scan from about the valve plane to beyond the apex at ED, `matrix` x `matrix` voxels of `spacing` mm.
Stack draw_stack(core::RandomStream& random, const Subject& subject, const Site& site, int matrix, double spacing);

/// Images one phase: the mean signal of 6 places a voxel (partial volume), point spread, coil sensitivity and
/// Rician noise. Slices are made on their own, each with its draws from (seed, site, number, phase, slice).
Volume acquire(const Subject& subject, Phase phase, const Site& site, const Stack& stack, std::uint64_t seed,
               std::uint64_t number, int threads);

}  // namespace coopseg::phantom
