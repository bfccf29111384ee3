#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "evaluation/measures.h"
#include "study/case.h"

namespace coopseg::evaluation {

/// An SVG picture of a case: the volumes over the frames, the numbers, and the contours of `prediction` on `image` in
/// the middle slice with an LV, of ED and ES or of the only frame. `frames` are those that were measured; a frame
/// without LV has no picture.
std::string measure_picture(const Measures& measures, std::span<const study::Case> frames);

}  // namespace coopseg::evaluation
