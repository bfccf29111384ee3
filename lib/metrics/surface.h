#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "metrics/mask.h"

namespace coopseg::metrics {

/// The elements of the surface of a structure: points of a lattice that has the spacing of the voxels, each with a
/// weight. Two structures of a MaskPair have the same lattice.
struct Surface {
  std::array<std::size_t, 3> size{};  ///< of the lattice: x, y, z
  std::vector<std::size_t> points;    ///< flat indices (z * size[1] + y) * size[0] + x, ascending
  std::vector<double> weights;        ///< of each point
};

/// Voxels of the structure that have a face in common with background, each with weight 1 (MedPy with connectivity 1,
/// MONAI).
Surface border_voxels(const Mask& mask);

/// Surfels: corners shared by 2 x 2 x 2 voxels of which some are inside and some are not, each with the area (mm2) of
/// the marching-cubes surface in its cell (DeepMind's surface-distance). `spacing` is x, y, z in mm.
Surface surfels(const Mask& mask, const std::array<double, 3>& spacing);

/// The same in slice `z` alone: corners shared by 2 x 2 pixels, each with the length (mm) of the contour in its cell.
/// The lattice has one slice.
Surface contour(const Mask& mask, std::size_t z, const std::array<double, 3>& spacing);

}  // namespace coopseg::metrics
