#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Copies of the object along one axis, as periodic motion (breathing, pulsation) between the lines of k-space causes:
/// every g-th plane of the spectrum across that axis is multiplied by 1 - intensity, the centre is restored. TorchIO
/// 1.2.1's Ghosting, whose `num_ghosts` is the step g between such planes. Parameters:
///
///   num-ghosts  step g, counted from the most negative frequency; 0 changes nothing
///   axis        0 x, 1 y, 2 z of the voxel array
///   intensity   0 changes nothing, 1 removes the planes, above 1 turns their sign
///   restore     fraction of the spectrum that is left alone at the centre, none: one plane. So small a fraction that
///               round(fraction * n) is 0 or 1 restores no plane at all, as in TorchIO
///
/// A draw ghosts along y, the phase-encoding axis of a slice.
Artifact ghosting();

}  // namespace coopseg::artifact
