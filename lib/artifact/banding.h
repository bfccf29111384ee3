#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Dark bands of balanced SSFP where the field is off resonance: v |cos(t/2)| / sqrt(cos^2(t/2) + width), with the
/// phase t linear in x: 2 pi per distance between bands, dark at t = pi. Parameters:
///
///   width     of the bands, in units of cos^2; 0 changes nothing
///   position  of a band, as a fraction of the field of view along x
///   bands     per field of view
Artifact banding();

}  // namespace coopseg::artifact
