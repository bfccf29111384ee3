#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// A field of view smaller than the body: along y, the phase-encoding axis, what lies outside of the central fraction
/// of the image is folded back into it from the other side. Outside of that field there is no signal. Parameters:
///
///   fraction  of the image that the field of view covers; 1 changes nothing
Artifact wrap_around();

}  // namespace coopseg::artifact
