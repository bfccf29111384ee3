#pragma once

#include <torch/types.h>

namespace coopseg::nn {

/// Mean and variance by channel, (C) float.
struct ChannelStatistics {
  torch::Tensor mean;
  torch::Tensor variance;  ///< biased: over the number of values
};

/// True where the two functions below take `x`: float32 on the CPU.
bool can_fuse(const torch::Tensor& x);

/// Over N, H, W of (N, C, H, W), in double precision. No gradient.
ChannelStatistics channel_statistics(const torch::Tensor& x);

/// How norm_activation normalises.
struct NormActivation {
  ChannelStatistics statistics;
  bool of_batch = true;  ///< the statistics are those of x and take part in its gradient
  double eps = 1e-5;
  double slope = 1.0;
};

/// leaky(weight * (x - mean) / sqrt(variance + eps) + bias + residual) in one pass over memory, with gradients for x,
/// weight, bias and residual (which may be undefined). Batch normalisation's backward: Ioffe and Szegedy 2015, section
/// 3. The result is channels-last.
torch::Tensor norm_activation(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                              const torch::Tensor& residual, const NormActivation& how);

/// The same in place, without gradients, for a channels-last `x`.
void norm_activation_(torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                      const torch::Tensor& residual, const NormActivation& how);

}  // namespace coopseg::nn
