#pragma once

#include <torch/types.h>

#include <functional>

#include "nn/networks.h"

namespace coopseg::hard_examples {

/// The standard pass of a batch, as a generator of hard examples sees it.
struct StandardPass {
  nn::Codes codes;      ///< of the input image; gradients are never taken through them
  torch::Tensor clean;  ///< (N, channels, H, W): the image without noise
  torch::Tensor label;  ///< (N, H, W) int64
  /// What the decoders made of these codes, with its graph, where a pass in train mode has just done so; else
  /// undefined.
  torch::Tensor logits = {};
  torch::Tensor reconstruction = {};
};

/// Hard examples of a batch, constants (no gradient). Either may be undefined: then it does not take part.
struct HardExamples {
  torch::Tensor image;   ///< (N, channels, H, W), for the FTN
  torch::Tensor logits;  ///< (N, classes, H, W) of a corrupted segmentation, for the STN
};

/// Makes the hard examples of one batch: latent masking or a compared method with its options and random draws bound.
using Generator = std::function<HardExamples(const StandardPass&)>;

}  // namespace coopseg::hard_examples
