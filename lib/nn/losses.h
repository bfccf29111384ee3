#pragma once

#include <torch/types.h>

namespace coopseg::nn {

/// Mean over pixels of -log softmax(logits)[label]; logits (N, classes, H, W), label (N, H, W) int64. A scalar.
torch::Tensor cross_entropy(const torch::Tensor& logits, const torch::Tensor& label);

/// Half the mean squared difference, as the published training weighs it. A scalar.
torch::Tensor reconstruction_loss(const torch::Tensor& reconstruction, const torch::Tensor& clean);

}  // namespace coopseg::nn
