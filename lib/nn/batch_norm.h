#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>

namespace coopseg::nn {

/// How batch normalisation works in one forward pass. It is an argument of every forward function and no state.
enum class Mode {
  evaluate,  ///< running statistics
  train,     ///< statistics of the batch, which move the running ones (and num_batches_tracked)
  average,   ///< as train, but the running ones become the mean of all batches since forget_statistics()
  hold,      ///< statistics of the batch; the running ones stay, weight and bias are constants (no gradient)
};

/// True of the modes whose passes change the running statistics.
constexpr bool moves_statistics(Mode mode) { return mode == Mode::train || mode == Mode::average; }

/// Batch normalisation of (N, C, H, W) over N, H, W (Ioffe and Szegedy 2015; eps 1e-5, momentum 0.1, affine), with the
/// state of PyTorch's BatchNorm2d. torch::nn::BatchNorm2d itself cannot hold: without track_running_stats it still
/// updates the running statistics.
class BatchNorm : public torch::nn::Module {
 public:
  explicit BatchNorm(std::int64_t channels);

  /// leaky(BN(x) + residual), leaky(z) = max(z, slope * z): slope 0.2 is the networks' LeakyReLU, 0 a ReLU, 1 nothing.
  /// An undefined residual is none. Without gradients, Mode::evaluate overwrites a channels-last x: as this pass over
  /// memory is needed for the activation anyway, weights with the batch norm folded in would save nothing. Float
  /// tensors on the CPU take norm_kernels.h's loops, others PyTorch's functions.
  torch::Tensor forward(torch::Tensor x, Mode mode, double slope = 1.0, const torch::Tensor& residual = {});

  /// Moves the running statistics as the last forward pass with Mode::train did, once more.
  void repeat_statistics();
  /// Running statistics as in a new batch norm: mean 0, variance 1, of no batch.
  void forget_statistics();

  const torch::Tensor& weight() const { return weight_; }
  const torch::Tensor& bias() const { return bias_; }

 private:
  /// Of the last pass with Mode::train, each of a channel; the variance (biased), or its inverse root as PyTorch says
  /// it.
  struct BatchStatistics {
    torch::Tensor mean;
    torch::Tensor variance;
    torch::Tensor inverse_deviation;
    double count = 0.0;  ///< values of a channel
  };

  torch::Tensor normalise(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias, Mode mode);
  void move_statistics(double share);
  double share_of_next(Mode mode) const;

  torch::Tensor weight_;
  torch::Tensor bias_;
  torch::Tensor running_mean_;
  torch::Tensor running_var_;
  torch::Tensor num_batches_tracked_;
  BatchStatistics batch_;
};

}  // namespace coopseg::nn
