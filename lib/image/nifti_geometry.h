#pragma once

#include "core/log.h"
#include "image/nifti_header.h"
#include "study/grid.h"

namespace coopseg::image {

/// The voxel grid of a NIfTI file. The spacing is pixdim, as in ITK. Axes and origin come from the sform where its code
/// is above 0 and its columns are as long as pixdim within 1e-3 of each, as in nibabel; where they are not (published
/// ACDC files: an sform of unit scale), a warning says both spacings, and they come from the qform where its code is
/// above 0, else from the sform. With no sform they come from the qform; with neither, axes as stored and origin 0, as
/// in ITK. Flipped, oblique and left-handed grids are kept. Axes up to 1e-3 off orthonormal are replaced by the nearest
/// rotation, which is logged; beyond that an Error prints the deviation. The matrices and codes of the header are kept
/// beside the grid.
study::NativeGrid native_grid(const NiftiHeader& header, const core::Log& log);

}  // namespace coopseg::image
