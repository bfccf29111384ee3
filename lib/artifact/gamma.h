#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Other contrast, as sequences and scanners differ: v^gamma with the volume scaled to [0, 1] and back. A constant
/// volume stays as it is. A draw has gamma = 2^b or 2^-b, brighter or darker with equal chance. Parameters:
///
///   gamma  exponent, below 1 brighter, 1 changes nothing
Artifact gamma();

}  // namespace coopseg::artifact
