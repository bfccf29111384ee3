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

/// Axes as stored, from the origin on, as ITK has them.
Affine base_affine(const NiftiHeader& header) {
  return {-header.pixdim[1], 0, 0, 0, 0, -header.pixdim[2], 0, 0, 0, 0, header.pixdim[3], 0, 0, 0, 0, 1};
}

void warn_of_two_spacings(const std::array<double, 3>& lengths, const NiftiHeader& header, const core::Log& log) {
  std::ostringstream text;
  text << "pixdim says a spacing of " << header.pixdim[1] << " x " << header.pixdim[2] << " x " << header.pixdim[3]
       << " mm, the sform " << lengths[0] << " x " << lengths[1] << " x " << lengths[2] << " mm; pixdim is used, with "
       << (header.qform_code > 0 ? "the qform's axes and origin" : "the sform's axes and origin");
  log.warn(text.str());
}

/// The matrix that directions and origin come from.
Affine chosen_affine(const NiftiHeader& header, const study::NativeGrid& native, const core::Log& log) {
  if (header.sform_code > 0) {
    const std::array<double, 3> lengths = study::spacing_of(native.sform);
    if (study::same_spacing(lengths, {header.pixdim[1], header.pixdim[2], header.pixdim[3]})) return native.sform;
    warn_of_two_spacings(lengths, header, log);
    return header.qform_code > 0 ? native.qform : native.sform;
  }
  return header.qform_code > 0 ? native.qform : base_affine(header);
}

}  // namespace

study::NativeGrid native_grid(const NiftiHeader& header, const core::Log& log) {
  study::NativeGrid native;
  native.qform_code = header.qform_code;
  native.sform_code = header.sform_code;
  native.qform = qform_of_header(header);
  native.sform = sform_of(header);
  double deviation = 0.0;
  native.grid = grid_of(chosen_affine(header, native, log), header.size, &deviation);
  std::copy_n(header.pixdim.begin() + 1, 3, native.grid.spacing.begin());
  if (deviation > float32_rounding) {
    std::ostringstream text;
    text << "the axes deviate from orthonormal by " << deviation << "; the nearest rotation is used";
    log.info(text.str());
  }
  return native;
}

}  // namespace coopseg::image
