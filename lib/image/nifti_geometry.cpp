#include "image/nifti_geometry.h"

#include <algorithm>
#include <sstream>

#include "core/error.h"
#include "image/affine.h"
#include "image/qform.h"

namespace coopseg::image {
namespace {

constexpr double float32_rounding = 1e-6;

Affine sform_of(const NiftiHeader& header) {
  Affine affine{};
  std::copy(header.srow.begin(), header.srow.end(), affine.begin());
  affine[15] = 1.0;
  return affine;
}

/// A quaternion that is none stands beside code 0 only, where nobody uses it.
Affine qform_of_header(const NiftiHeader& header) {
  const Qform qform = {header.quaternion, header.qoffset, header.pixdim};
  if (header.qform_code > 0) return affine_of(qform);
  try {
    return affine_of(qform);
  } catch (const core::Error&) {
    return affine_of(Qform{{}, header.qoffset, header.pixdim});
  }
}

Affine base_affine(const NiftiHeader& header) {
  Affine affine{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double length = i == 0 ? -header.pixdim[1] : header.pixdim[i + 1];
    affine[5 * i] = length;
    affine[4 * i + 3] = -length * static_cast<double>(header.size[i] - 1) / 2.0;
  }
  affine[15] = 1.0;
  return affine;
}

}  // namespace

study::NativeGrid native_grid(const NiftiHeader& header, const core::Log& log) {
  study::NativeGrid native;
  native.qform_code = header.qform_code;
  native.sform_code = header.sform_code;
  native.qform = qform_of_header(header);
  native.sform = sform_of(header);
  const Affine affine = header.sform_code > 0   ? native.sform
                        : header.qform_code > 0 ? native.qform
                                                : base_affine(header);
  double deviation = 0.0;
  native.grid = grid_of(affine, header.size, &deviation);
  if (deviation > float32_rounding) {
    std::ostringstream text;
    text << "the axes deviate from orthonormal by " << deviation << "; the nearest rotation is used";
    log.info(text.str());
  }
  return native;
}

}  // namespace coopseg::image
