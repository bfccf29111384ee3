#include "nn/blocks.h"

#include <torch/torch.h>

namespace coopseg::nn {
namespace {

torch::nn::Conv2d conv3x3(std::int64_t in, std::int64_t out, std::int64_t stride = 1) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).stride(stride).padding(1));
}

torch::nn::Conv2d conv1x1(std::int64_t in, std::int64_t out) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 1));
}

}  // namespace

torch::Tensor activation(const torch::Tensor& x) { return torch::leaky_relu(x, 0.2); }

Pair::Pair(std::int64_t in, std::int64_t out)
    : first_(register_module("0", conv3x3(in, out))),
      first_norm_(register_module("1", std::make_shared<BatchNorm>(out))),
      second_(register_module("3", conv3x3(out, out))),
      second_norm_(register_module("4", std::make_shared<BatchNorm>(out))) {}

torch::Tensor Pair::forward(const torch::Tensor& x, Mode mode) {
  const torch::Tensor hidden = activation(first_norm_->forward(first_->forward(x), mode));
  return second_norm_->forward(second_->forward(hidden), mode);
}

PointwiseNorm::PointwiseNorm(std::int64_t in, std::int64_t out)
    : conv_(register_module("0", conv1x1(in, out))), norm_(register_module("1", std::make_shared<BatchNorm>(out))) {}

torch::Tensor PointwiseNorm::forward(const torch::Tensor& x, Mode mode) {
  return norm_->forward(conv_->forward(x), mode);
}

DownBlock::DownBlock(std::int64_t in, std::int64_t out)
    : down_(register_module("down", conv3x3(in, in, 2))),
      shortcut_(register_module("conv_input", conv1x1(in, out))),
      pair_(register_module("conv", std::make_shared<Pair>(in, out))) {}

torch::Tensor DownBlock::forward(const torch::Tensor& x, Mode mode) {
  const torch::Tensor half = down_->forward(x);
  return activation(shortcut_->forward(half) + pair_->forward(half, mode));
}

UpBlock::UpBlock(std::int64_t in, std::int64_t out, Upsampling upsampling)
    : shortcut_(register_module("conv_input", conv1x1(in, out))),
      pair_(register_module("conv", std::make_shared<Pair>(in, out))) {
  if (upsampling == Upsampling::transposed_convolution) {
    up_ = register_module("up", torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(in, in, 2).stride(2)));
  }
}

torch::Tensor UpBlock::forward(const torch::Tensor& x, Mode mode) {
  const torch::Tensor twice =
      up_ ? up_->forward(x) : torch::upsample_nearest2d(x, c10::nullopt, std::vector<double>{2.0, 2.0});
  return activation(shortcut_->forward(twice) + pair_->forward(twice, mode));
}

}  // namespace coopseg::nn
