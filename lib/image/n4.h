#pragma once

#include <vector>

#include "study/grid.h"

namespace coopseg::image {

/// Divides a volume [z, y, x] by the smooth bias field that N4 (Tustison et al., IEEE TMI 2010; ITK's
/// N4BiasFieldCorrectionImageFilter) estimates. Settings: every 4th voxel in plane, all slices; mask by Otsu's
/// threshold; 4 levels of 50 iterations, convergence 0.001, cubic B-splines from 1 element per axis on; the logarithm
/// of the field is then evaluated at full resolution. Where values lie below 0, all
/// are shifted so that the lowest is 0, and back afterwards. A constant volume stays as it is. One thread, so that the
/// result never depends on their number.
std::vector<float> correct_bias(const std::vector<float>& volume, const study::Grid& grid);

}  // namespace coopseg::image
