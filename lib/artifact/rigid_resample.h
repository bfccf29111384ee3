#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "study/grid.h"

namespace coopseg::artifact {

/// T(p) = matrix p + offset, in LPS mm; the matrix is row-major.
struct RigidTransform {
  std::array<double, 9> matrix{};
  std::array<double, 3> offset{};
};

/// image(T(p)) on the image's own grid (ITK's ResampleImageFilter): `interpolation` is linear, nearest or bspline
/// (order 3). Up to half a voxel outside of the outermost voxel centres their values hold, beyond that the image's
/// minimum.
std::vector<float> rigid_resample(std::span<const float> image, const study::Grid& grid,
                                  const RigidTransform& transform, std::string_view interpolation);

}  // namespace coopseg::artifact
