#pragma once

#include <torch/types.h>

#include "hard_examples/latent_draws.h"

namespace coopseg::hard_examples {

/// Signed mean of a gradient (N, 8b, h, w): over positions for channel masks (N, 8b), over channels for spatial masks
/// (N, h * w).
torch::Tensor mean_gradient(const torch::Tensor& gradient, MaskType type);

/// Element int(count * share), from 0, of each row of `mean` (N, count) in descending order: (N, 1).
torch::Tensor mask_threshold(const torch::Tensor& mean, double share);

/// Factors of the code's elements, (N, 8b, 1, 1) or (N, 1, h, w): 1, and where the mean gradient is above the row's
/// threshold 0 (hard mask) or half the soft draw.
torch::Tensor gradient_mask(const torch::Tensor& gradient, const MaskDraws& draws);

/// Factors of channel dropout, (N, 8b, 1, 1): 0 or 1 / (1 - p).
torch::Tensor dropout_mask(const MaskDraws& draws);

}  // namespace coopseg::hard_examples
