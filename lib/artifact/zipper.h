#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// A line of bright and dark voxels along y, as a radio-frequency leak at one frequency causes: one column of every
/// slice gets noise N(0, s^2), s = intensity times the 99.5th percentile of the volume (which counts from the minimum
/// where values are negative). Parameters:
///
///   intensity  fraction of the 99.5th percentile; 0 changes nothing
///   position   of the column, as a fraction of the field of view along x
///   seed       of the noise
Artifact zipper();

}  // namespace coopseg::artifact
