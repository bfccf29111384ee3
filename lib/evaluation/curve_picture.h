#pragma once

#include <string>

#include "evaluation/volume_curve.h"

namespace coopseg::evaluation {

/// An SVG picture of the LV, MYO and RV volumes over the frames, ED and ES marked.
std::string curve_picture(const VolumeCurve& curve);

}  // namespace coopseg::evaluation
