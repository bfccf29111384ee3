#pragma once

#include <array>

#include "study/grid.h"

namespace coopseg::image {

/// Voxel index to RAS millimetres, row-major 4 x 4, as nibabel's `affine`.
using Affine = std::array<double, 16>;

/// The grid that an affine spans. Spacings are the lengths of its columns; axes that are not exactly orthonormal are
/// replaced by the nearest orthonormal ones (polar decomposition, handedness kept). `deviation`, where given, receives
/// the largest entry of |D^T D - I| of the axes D. Throws Error that prints the deviation where it is above 1e-3.
study::Grid grid_of(const Affine& affine, const std::array<std::size_t, 3>& size, double* deviation = nullptr);

Affine affine_of(const study::Grid& grid);

}  // namespace coopseg::image
