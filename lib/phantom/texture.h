#pragma once

#include <vector>

#include "core/random.h"
#include "phantom/heart.h"

namespace coopseg::phantom {

/// Smooth random variation in space: value noise, uniform numbers on a periodic lattice, interpolated smoothly
/// (Perlin's quintic). Mean 0, about within -1 to 1.
class Texture {
 public:
  /// `scale`: distance between lattice points, mm.
  Texture(core::RandomStream& random, double scale);

  double at(const Place& place) const;

 private:
  static constexpr int side = 16;  ///< lattice points along each axis

  double scale_;
  std::vector<float> values_;
};

}  // namespace coopseg::phantom
