#pragma once

#include "core/log.h"
#include "image/nifti_header.h"
#include "study/grid.h"

namespace coopseg::image {

/// The voxel grid of a NIfTI file by nibabel's rule: the sform where its code is above 0, else the qform where its code
/// is above 0, else pixdim alone (x flipped, origin in the middle of the volume). Flipped, oblique and left-handed
/// grids are kept. Axes up to 1e-3 off orthonormal are replaced by the nearest rotation, which is logged; beyond that
/// an Error prints the deviation. The matrices and codes of the header are kept beside the grid.
study::NativeGrid native_grid(const NiftiHeader& header, const core::Log& log);

}  // namespace coopseg::image
