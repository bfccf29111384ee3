#pragma once

#include <torch/types.h>

#include "nn/networks.h"

/// Prediction with running statistics and without gradients. The published n_iter = k is `segment` and k - 1 passes of
/// `refine` from stn_input_from_logits of its result. Labels are argmax(1), probabilities softmax(1) of the logits.
namespace coopseg::nn {

/// The FTN, or the U-Net in its place: images (N, channels, H, W) to logits (N, classes, H, W).
torch::Tensor segment(Networks& networks, const torch::Tensor& image);

/// `passes` (1 or more) passes of the STN from stn_input.h's probabilities to logits (N, classes, H, W). Throws Error
/// where the model has no STN.
torch::Tensor refine(Networks& networks, const torch::Tensor& stn_input, int passes);

}  // namespace coopseg::nn
