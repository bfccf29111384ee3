#pragma once

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// Smooth brightness change, as receive coils and radio-frequency inhomogeneity cause: image * exp(e), e a polynomial
/// of the voxel position, each axis from -1 (centre of the first voxel) to 1 (centre of the last), 0 on an axis of one
/// voxel. TorchIO 1.2.1's BiasField (Van Leemput et al., IEEE TMI 1999; Sudre et al., 2017). Parameters:
///
///   order         highest total power
///   coefficients  of x^a y^b z^c for a = 0..order, b = 0..order-a, c = 0..order-a-b, the power of z in the innermost
///                 loop: (order+1)(order+2)(order+3)/6 of them
///
/// e is double, exp(e) and the product are float32. A draw has order 3 and mean 0 of e over the volume; the severity
/// sets the root mean square of e.
Artifact bias_field();

}  // namespace coopseg::artifact
