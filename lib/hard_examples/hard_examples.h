#pragma once

#include <torch/types.h>

#include <functional>

#include "nn/networks.h"

namespace coopseg::hard_examples {

/// The standard pass of a batch, as a generator of hard examples sees it.
struct StandardPass {
  nn::Codes codes;      ///< of the input image; gradients are never taken through them; undefined of a U-Net
  torch::Tensor clean;  ///< (N, channels, H, W): the image without noise
  torch::Tensor label;  ///< (N, H, W) int64
  /// What the decoders made of these codes, with its graph, where a pass in train mode has just done so; else
  /// undefined.
  torch::Tensor logits = {};
  torch::Tensor reconstruction = {};
};

/// Hard examples of a batch, constants (no gradient). Either may be undefined: then it does not take part.
struct HardExamples {
  /// For the FTN: (N, channels, H, W), or (views * N, channels, H, W) of the whole batch once for each view.
  torch::Tensor image = {};
  torch::Tensor logits = {};  ///< (N, classes, H, W) of a corrupted segmentation, for the STN
  nn::FeatureHook hook = {};  ///< changes what the encoder makes of `image`
  double consistency = 0.0;   ///< weight of the loss that asks for one prediction of all views of a slice
};

/// Makes the hard examples of one batch: latent masking or a compared method with its options and random draws bound.
using Generator = std::function<HardExamples(const StandardPass&)>;

}  // namespace coopseg::hard_examples
