#include "evaluation/resample_prediction.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace coopseg::evaluation {
namespace {

using Vector = std::array<double, 3>;

/// `vector` (mm, LPS) along the axes of `grid`, in its voxels.
Vector in_voxels(const study::Grid& grid, const Vector& vector) {
  Vector result{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t row = 0; row < 3; ++row) result[axis] += grid.direction[3 * row + axis] * vector[row];
    result[axis] /= grid.spacing[axis];
  }
  return result;
}

/// Column `axis` of the direction, a voxel long.
Vector step(const study::Grid& grid, std::size_t axis) {
  Vector result{};
  for (std::size_t row = 0; row < 3; ++row) result[row] = grid.direction[3 * row + axis] * grid.spacing[axis];
  return result;
}

std::uint8_t nearest(std::span<const std::uint8_t> labels, const study::Grid& grid, const Vector& position) {
  std::array<std::size_t, 3> voxel{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double rounded = std::floor(position[axis] + 0.5);
    if (rounded < 0.0 || rounded >= static_cast<double>(grid.size[axis])) return 0;
    voxel[axis] = static_cast<std::size_t>(rounded);
  }
  return labels[(voxel[2] * grid.size[1] + voxel[1]) * grid.size[0] + voxel[0]];
}

}  // namespace

std::vector<std::uint8_t> resample_prediction(std::span<const std::uint8_t> labels, const study::Grid& from,
                                              const study::Grid& to) {
  const Vector first =
      in_voxels(from, {to.origin[0] - from.origin[0], to.origin[1] - from.origin[1], to.origin[2] - from.origin[2]});
  const std::array<Vector, 3> steps = {in_voxels(from, step(to, 0)), in_voxels(from, step(to, 1)),
                                       in_voxels(from, step(to, 2))};
  std::vector<std::uint8_t> result;
  result.reserve(to.voxels());
  for (std::size_t z = 0; z < to.size[2]; ++z)
    for (std::size_t y = 0; y < to.size[1]; ++y)
      for (std::size_t x = 0; x < to.size[0]; ++x) {
        Vector position{};
        for (std::size_t axis = 0; axis < 3; ++axis)
          position[axis] = first[axis] + static_cast<double>(x) * steps[0][axis] +
                           static_cast<double>(y) * steps[1][axis] + static_cast<double>(z) * steps[2][axis];
        result.push_back(nearest(labels, from, position));
      }
  return result;
}

}  // namespace coopseg::evaluation
