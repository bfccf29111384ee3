#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Rician noise, as the magnitude of a complex image has: sqrt((v + n1)^2 + n2^2), both n normal with mean 0 and
/// standard deviation std times the 99.5th percentile of the volume (Gudbjartsson and Patz, MRM 1995). Where a volume
/// has negative values, v and the percentile count from its minimum. Parameters:
///
///   std   fraction of the 99.5th percentile; 0 changes nothing
///   seed  of the noise
Artifact noise();

}  // namespace coopseg::artifact
