#pragma once

#include <array>
#include <span>
#include <vector>

#include "metrics/surface.h"

namespace coopseg::metrics {

/// Squared distance (mm2) of every point of a lattice to the nearest point of `surface`, which has at least one: the
/// exact Euclidean distance transform of Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012, with a spacing (x,
/// y, z in mm).
std::vector<double> squared_distance_map(const Surface& surface, const std::array<double, 3>& spacing);

}  // namespace coopseg::metrics
