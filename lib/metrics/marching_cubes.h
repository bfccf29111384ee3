#pragma once

#include <array>

namespace coopseg::metrics {

/// Area (mm2) of the marching-cubes surface inside each of the 256 cells of 2 x 2 x 2 voxels, for voxels of `spacing`
/// (x, y, z in mm). The code of a cell is the sum over its voxels in the structure of 128 for the one at (z, y, x), 64
/// at (z, y, x+1), 32 at (z, y+1, x), 16 at (z, y+1, x+1), and 8, 4, 2, 1 for the same four at z+1. Source: Lorensen
/// and Cline, SIGGRAPH 1987; DeepMind's surface-distance 0.1.
std::array<double, 256> surface_areas(const std::array<double, 3>& spacing);

}  // namespace coopseg::metrics
