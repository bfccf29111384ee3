#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Ringing beside edges, from k-space that ends too early: the central fraction of kx and of ky is kept, the rest is 0
/// (cf. MONAI's GibbsNoise, which keeps a disc). Parameters:
///
///   fraction  that is kept along x and along y; 1 changes nothing
Artifact gibbs();

}  // namespace coopseg::artifact
