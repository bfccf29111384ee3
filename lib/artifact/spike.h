#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Stripes over the whole image, as an electric discharge during one sample of k-space causes (herringbone): to one
/// sample of the spectrum over all three axes a multiple of the spectrum's largest magnitude is added, spike after
/// spike. TorchIO 1.2.1's Spike. Parameters:
///
///   spikes-positions  a row (x, y, z) per spike, each in [0, 1) of the shifted spectrum; 0.5 is frequency 0 where the
///                     axis has an even number of voxels. none changes nothing
///   intensity         multiple of the largest magnitude; 0 changes nothing
Artifact spike();

}  // namespace coopseg::artifact
