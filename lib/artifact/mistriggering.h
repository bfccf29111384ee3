#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Arrhythmia or a wrong trigger: each line ky of a slice is, with a given probability, acquired in another phase of
/// the heart. That phase is made from the slice itself, so a single volume will do: within about `radius` of the centre
/// of the image all moves towards the centre, v(p + contraction exp(-|p|^2 / (2 radius^2)) p). Most of k-space and with
/// it the anatomy stays. Parameters:
///
///   fraction     probability of each line; 0 changes nothing
///   contraction  of the other phase at the centre, as a fraction of the distance; below 0 it dilates
///   radius       mm
///   centre       fraction of the lines, about the centre of k-space, that are always of the right phase
///   seed         of the lines, apart for each slice
Artifact mistriggering();

}  // namespace coopseg::artifact
