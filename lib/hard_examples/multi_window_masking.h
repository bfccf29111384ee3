#pragma once

#include <vector>

#include "core/random.h"
#include "hard_examples/hard_branch.h"
#include "hard_examples/windows.h"

namespace coopseg::hard_examples {

/// Multi-window masking (Models Genesis, Zhou et al. 2019): windows of each image are filled with noise, uniform in [0,
/// 1) (in-painting), or all but the windows is (out-painting).
Method multi_window_masking();

/// Up to 5 windows, each drawn with probability 0.95 after the one before. Sides are uniform integers from a sixth to a
/// third of the image's (rounded down), and places uniform so that at least 3 pixels lie between window and border.
std::vector<Window> draw_windows(core::RandomStream& random, std::int64_t height, std::int64_t width);

}  // namespace coopseg::hard_examples
