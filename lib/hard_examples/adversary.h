#pragma once

#include <torch/types.h>

#include <functional>

#include "nn/networks.h"

/// What adversarial methods share. The networks are frozen: batch norms are on hold, and gradients are those of the
/// perturbation alone.
namespace coopseg::hard_examples {

/// Logits of the images with the statistics of the batch; no gradient.
torch::Tensor predict(nn::Networks& networks, const torch::Tensor& image);

/// d divergence / d parameters, of the prediction of the image that `perturb` makes of the parameters from that of the
/// image as it is (nn/losses.h).
torch::Tensor divergence_gradient(nn::Networks& networks, const torch::Tensor& image, const torch::Tensor& parameters,
                                  const std::function<torch::Tensor(const torch::Tensor& parameters)>& perturb);

/// `x` (N, ...) with a Euclidean norm of 1 for each of its N parts; parts of zeros stay as they are.
torch::Tensor unit(const torch::Tensor& x);

}  // namespace coopseg::hard_examples
