#pragma once

#include <torch/types.h>

#include <functional>

#include "hard_examples/latent_options.h"
#include "nn/batch_norm.h"

namespace coopseg::hard_examples {

/// What a decoder makes of a code.
using Decode = std::function<torch::Tensor(const torch::Tensor& code, nn::Mode mode)>;

struct Probe {
  torch::Tensor loss;      ///< a scalar
  torch::Tensor gradient;  ///< d loss / d code, of the code's shape
};

/// Gradient of the probe loss of `decode(code, mode)` with respect to the code alone, including the terms of the batch
/// statistics (mode train or hold). `target` is an image of the decoder's shape or a label (N, H, W) int64; a label
/// becomes one-hot for mse and corr, which take raw logits. mse has no factor 0.5 here.
Probe probe(const Decode& decode, const torch::Tensor& code, const torch::Tensor& target, ProbeLoss loss,
            nn::Mode mode);

/// The same from what a decoder has made of `code` already, in train mode; the graph between them stays.
Probe probe(const torch::Tensor& decoded, const torch::Tensor& code, const torch::Tensor& target, ProbeLoss loss);

}  // namespace coopseg::hard_examples
