#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Breathing during the acquisition of a slice, as in the CMRxMotion challenge: line ky of k-space is acquired with the
/// slice displaced along y by d(ky) = amplitude |sin(pi breaths m / n + phase)|^3, m = 0..n-1 the line's place in
/// k-space, so its spectrum is multiplied by exp(-2 pi i ky d). Centre and anatomy stay where they are. Parameters:
///
///   amplitude  mm; 0 changes nothing
///   breaths    during the acquisition of a slice
///   phase      radians
///   centre     fraction of the lines, about the centre of k-space, that are acquired without displacement
Artifact respiratory_motion();

}  // namespace coopseg::artifact
