#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Low resolution: convolution with a Gaussian in the plane of the slices, as a window on k-space does it (the slice
/// continues periodically at its edges). Parameters:
///
///   std  mm; 0 changes nothing
Artifact blur();

}  // namespace coopseg::artifact
