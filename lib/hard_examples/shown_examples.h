#pragma once

#include "hard_examples/hard_examples.h"

namespace coopseg::hard_examples {

/// What a picture or a file can show of hard examples of a batch: the first view of an image; and of one whose features
/// a hook changes, what the image decoder (where there is one) and the segmentation decoder make of the changed codes.
/// Batch norms are on hold; no gradient.
HardExamples shown(nn::Networks& networks, const StandardPass& pass, const HardExamples& hard);

}  // namespace coopseg::hard_examples
