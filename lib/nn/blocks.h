#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/types.h>

#include <cstdint>
#include <memory>

#include "nn/batch_norm.h"

/// Building blocks of encoders and decoders. Children have the names of the published checkpoints; all convolutions
/// have a bias. x is (N, in, H, W).
namespace coopseg::nn {

/// Slope of the networks' LeakyReLU.
inline constexpr double leaky_slope = 0.2;

/// Conv3x3, BN, LeakyReLU, Conv3x3, BN: (N, out, H, W). What follows each Pair is part of its last batch norm
/// (BatchNorm::forward): the sum with a residual and an activation of slope `slope`.
class Pair : public torch::nn::Module {
 public:
  Pair(std::int64_t in, std::int64_t out);
  torch::Tensor forward(const torch::Tensor& x, Mode mode, double slope, const torch::Tensor& residual = {});
  /// The same of `x` after nearest-neighbour upsampling by 2, which is never made (upsampled_conv.h).
  torch::Tensor forward_upsampled(const torch::Tensor& x, Mode mode, double slope, const torch::Tensor& residual);

 private:
  torch::Tensor finish(const torch::Tensor& first, Mode mode, double slope, const torch::Tensor& residual);

  torch::nn::Conv2d first_;
  std::shared_ptr<BatchNorm> first_norm_;
  torch::nn::Conv2d second_;
  std::shared_ptr<BatchNorm> second_norm_;
};

/// Conv1x1, BN, ReLU: (N, out, H, W).
class PointwiseNorm : public torch::nn::Module {
 public:
  PointwiseNorm(std::int64_t in, std::int64_t out);
  torch::Tensor forward(const torch::Tensor& x, Mode mode);

 private:
  torch::nn::Conv2d conv_;
  std::shared_ptr<BatchNorm> norm_;
};

/// Halves the sides with a strided Conv3x3, then a residual Pair: (N, out, ceil(H/2), ceil(W/2)).
class DownBlock : public torch::nn::Module {
 public:
  DownBlock(std::int64_t in, std::int64_t out);
  torch::Tensor forward(const torch::Tensor& x, Mode mode);

 private:
  torch::nn::Conv2d down_;
  torch::nn::Conv2d shortcut_;
  std::shared_ptr<Pair> pair_;
};

/// How an UpBlock doubles the sides.
enum class Upsampling { nearest, transposed_convolution };

/// Doubles the sides, then a residual Pair: (N, out, 2 H, 2 W).
class UpBlock : public torch::nn::Module {
 public:
  UpBlock(std::int64_t in, std::int64_t out, Upsampling upsampling);
  torch::Tensor forward(const torch::Tensor& x, Mode mode);

 private:
  torch::nn::ConvTranspose2d up_ = nullptr;  ///< empty with Upsampling::nearest
  torch::nn::Conv2d shortcut_;
  std::shared_ptr<Pair> pair_;
};

}  // namespace coopseg::nn
