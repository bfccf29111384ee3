#pragma once

#include <torch/types.h>

#include <cstdint>

namespace coopseg::nn {

/// Mean over pixels of -log softmax(logits)[label]; logits (N, classes, H, W), label (N, H, W) int64. A scalar.
torch::Tensor cross_entropy(const torch::Tensor& logits, const torch::Tensor& label);

/// Kullback-Leibler divergence of softmax(logits) from softmax(reference), mean over pixels: sum over the classes of
/// r (log r - log p). Logits (N, classes, H, W). A scalar.
torch::Tensor divergence(const torch::Tensor& reference, const torch::Tensor& logits);

/// How far predictions of several views of a batch are from each other: the mean over views and pixels of
/// KL(p of the view | mean of all p) (Xu et al., ICLR 2021). `logits` (views * N, classes, H, W) hold the whole batch
/// of the first view, then of the next. A scalar.
torch::Tensor inconsistency(const torch::Tensor& logits, std::int64_t views);

/// Half the mean squared difference, as the published training weighs it. A scalar.
torch::Tensor reconstruction_loss(const torch::Tensor& reconstruction, const torch::Tensor& clean);

}  // namespace coopseg::nn
