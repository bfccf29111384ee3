#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// An accelerated acquisition reconstructed with zeros in place of what is missing: every R-th line ky and a centre are
/// kept. Aliases of the object along y. Parameters:
///
///   acceleration  R; 1 changes nothing
///   centre        fraction of the lines, about the centre of k-space, that are all kept
///   offset        in [0, 1): the lines floor(offset R), floor(offset R) + R, ... are kept
Artifact undersampling();

}  // namespace coopseg::artifact
