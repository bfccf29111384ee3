#pragma once

#include "core/random.h"
#include "hard_examples/hard_branch.h"
#include "hard_examples/windows.h"

namespace coopseg::hard_examples {

/// Cutout (DeVries and Taylor 2017): one square of each image is set to 0.
Method cutout();

/// A square with a side that is uniform from 1 to half of the shorter side of the image, about a pixel that is uniform
/// over the image, so that a part of it may lie outside, as published.
Window draw_square(core::RandomStream& random, std::int64_t height, std::int64_t width);

}  // namespace coopseg::hard_examples
