#pragma once

#include <string>

#include "evaluation/volume_curve.h"

namespace coopseg::evaluation {

/// An SVG picture of the LV, MYO and RV volumes over the frames, ED and ES marked.
std::string curve_picture(const VolumeCurve& curve);

/// What that picture holds, 480 wide and 300 high, to be put into another.
std::string curve_drawing(const VolumeCurve& curve);

}  // namespace coopseg::evaluation
