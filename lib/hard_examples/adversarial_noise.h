#pragma once

#include <torch/types.h>

#include "hard_examples/hard_branch.h"

namespace coopseg::hard_examples {

/// Adversarial noise of virtual adversarial training (Miyato et al., PAMI 2019): the noise that changes the prediction
/// most, found by one power iteration. Values are not kept in [0, 1].
Method adversarial_noise();

/// Noise of norm `epsilon` for each image of (N, channels, H, W): the direction in which the divergence from the
/// prediction of the image as it is grows most, from the random directions `start` (of the same shape). The step for
/// the finite difference is 0.1: the published 1e-6 is below what FP32 resolves of values in [0, 1].
torch::Tensor worst_noise(nn::Networks& networks, const torch::Tensor& image, const torch::Tensor& start,
                          double epsilon);

}  // namespace coopseg::hard_examples
