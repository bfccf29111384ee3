#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "metrics/surface.h"

namespace coopseg::metrics {

/// Exact Euclidean distances to the points of a surface, which has at least one: in each slice the distance transform
/// of Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012, along z the least over the slices, which are few, at
/// the points that are asked for. `spacing` is x, y, z in mm.
class DistanceMap {
 public:
  DistanceMap(const Surface& surface, const std::array<double, 3>& spacing);

  /// Squared distance (mm2) of a point of the lattice, by its flat index.
  double squared(std::size_t point) const;

 private:
  std::array<std::size_t, 3> size_;
  double slice_spacing_;
  std::vector<double> in_slice_;  ///< squared distance within each slice, infinity where it has no point
};

}  // namespace coopseg::metrics
