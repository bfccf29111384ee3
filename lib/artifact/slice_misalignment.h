#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Slices of separate breath-holds: each slice, and its label with it, is shifted in its plane by N(0, std^2) along x
/// and along y. The image linearly, labels as their one-hot the same way, then argmax; at the edges of a slice the
/// outermost values hold. Parameters:
///
///   std   mm; 0 changes nothing
///   seed  of the shifts
Artifact slice_misalignment();

}  // namespace coopseg::artifact
