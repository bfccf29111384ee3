#pragma once

#include <torch/types.h>

#include <cstdint>

/// What the STN takes: class probabilities (N, classes, H, W) softened with temperature 2.
namespace coopseg::nn {

/// softmax(logits / 2) over classes.
torch::Tensor stn_input_from_logits(const torch::Tensor& logits);

/// softmax(log p / 2), which is sqrt(p) scaled to sum 1: equals stn_input_from_logits of the logits behind p. A pixel
/// without any probability becomes uniform.
torch::Tensor stn_input_from_probabilities(const torch::Tensor& probabilities);

/// Exact one-hot, float32, of (N, H, W) int64.
torch::Tensor stn_input_from_label(const torch::Tensor& label, std::int64_t classes);

}  // namespace coopseg::nn
