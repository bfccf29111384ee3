#pragma once

#include <array>

#include "image/affine.h"

namespace coopseg::image {

/// The qform of a NIfTI-1 header: unit quaternion (b, c, d), RAS offset and pixdim with qfac in front.
struct Qform {
  std::array<float, 3> quaternion{};
  std::array<float, 3> offset{};
  std::array<float, 4> pixdim{1, 1, 1, 1};
};

/// Method 2 of nifti1.h; rounding of the quaternion is treated as nibabel does. Throws Error where (b, c, d) is longer
/// than 1.
Affine affine_of(const Qform& qform);

/// The float32 numbers whose affine_of() is `affine`: reading a header and writing it again changes no bit. Throws
/// Error where the axes of `affine` are not orthonormal.
Qform qform_of(const Affine& affine);

}  // namespace coopseg::image
