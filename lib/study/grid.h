#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <string>

namespace coopseg::study {

/// A voxel grid by ITK's convention: LPS millimetres, x y z order. Voxel (x, y, z) of an array has the flat index
/// (z * size[1] + y) * size[0] + x, which is an HDF5 dataset of shape [z, y, x].
struct Grid {
  std::array<std::size_t, 3> size{};
  std::array<double, 3> spacing{};    ///< mm
  std::array<double, 3> origin{};     ///< centre of voxel (0, 0, 0), mm
  std::array<double, 9> direction{};  ///< orthonormal, row-major; column i is the direction of axis i

  std::size_t voxels() const { return size[0] * size[1] * size[2]; }
  std::size_t slice_voxels() const { return size[0] * size[1]; }
  bool operator==(const Grid&) const = default;
};

/// The grid of the NIfTI file that a case came from, with what its header said, so that outputs can say the same.
struct NativeGrid {
  Grid grid;
  int qform_code = 0;
  int sform_code = 0;
  std::array<double, 16> qform{};  ///< voxel index to RAS mm, row-major
  std::array<double, 16> sform{};  ///< voxel index to RAS mm, row-major

  bool operator==(const NativeGrid&) const = default;
};

/// The spacing that an affine (row-major, 4 x 4) implies: the lengths of its first three columns.
inline std::array<double, 3> spacing_of(const std::array<double, 16>& affine) {
  std::array<double, 3> lengths{};
  for (std::size_t i = 0; i < 3; ++i) lengths[i] = std::hypot(affine[i], affine[4 + i], affine[8 + i]);
  return lengths;
}

/// True where each spacing is the expected one within 0.1 %.
inline bool same_spacing(const std::array<double, 3>& found, const std::array<double, 3>& expected) {
  constexpr double tolerance = 1e-3;
  for (std::size_t i = 0; i < 3; ++i)
    if (!(std::abs(found[i] - expected[i]) <= tolerance * expected[i])) return false;
  return true;
}

/// "voxel (x, y, z)" of a flat index, for messages.
inline std::string voxel_text(std::size_t index, const Grid& grid) {
  return "voxel (" + std::to_string(index % grid.size[0]) + ", " + std::to_string(index / grid.size[0] % grid.size[1]) +
         ", " + std::to_string(index / grid.slice_voxels() % grid.size[2]) + ")";
}

}  // namespace coopseg::study
