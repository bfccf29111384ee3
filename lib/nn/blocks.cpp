#include "nn/blocks.h"

#include <torch/torch.h>

#include "nn/upsampled_conv.h"

namespace coopseg::nn {
namespace {

torch::nn::Conv2d conv3x3(std::int64_t in, std::int64_t out, std::int64_t stride = 1) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).stride(stride).padding(1));
}

torch::nn::Conv2d conv1x1(std::int64_t in, std::int64_t out) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 1));
}

}  // namespace

Pair::Pair(std::int64_t in, std::int64_t out)
    : first_(register_module("0", conv3x3(in, out))),
      first_norm_(register_module("1", std::make_shared<BatchNorm>(out))),
      second_(register_module("3", conv3x3(out, out))),
      second_norm_(register_module("4", std::make_shared<BatchNorm>(out))) {}

torch::Tensor Pair::forward(const torch::Tensor& x, Mode mode, double slope, const torch::Tensor& residual) {
  return finish(first_->forward(x), mode, slope, residual);
}

torch::Tensor Pair::forward_upsampled(const torch::Tensor& x, Mode mode, double slope, const torch::Tensor& residual) {
  return finish(upsampled_conv(x, first_->weight, first_->bias), mode, slope, residual);
}

torch::Tensor Pair::finish(const torch::Tensor& first, Mode mode, double slope, const torch::Tensor& residual) {
  const torch::Tensor hidden = first_norm_->forward(first, mode, leaky_slope);
  return second_norm_->forward(second_->forward(hidden), mode, slope, residual);
}

PointwiseNorm::PointwiseNorm(std::int64_t in, std::int64_t out)
    : conv_(register_module("0", conv1x1(in, out))), norm_(register_module("1", std::make_shared<BatchNorm>(out))) {}

torch::Tensor PointwiseNorm::forward(const torch::Tensor& x, Mode mode) {
  return norm_->forward(conv_->forward(x), mode, 0.0);
}

DownBlock::DownBlock(std::int64_t in, std::int64_t out)
    : down_(register_module("down", conv3x3(in, in, 2))),
      shortcut_(register_module("conv_input", conv1x1(in, out))),
      pair_(register_module("conv", std::make_shared<Pair>(in, out))) {}

torch::Tensor DownBlock::forward(const torch::Tensor& x, Mode mode) {
  const torch::Tensor half = down_->forward(x);
  return pair_->forward(half, mode, leaky_slope, shortcut_->forward(half));
}

UpBlock::UpBlock(std::int64_t in, std::int64_t out, Upsampling upsampling)
    : shortcut_(register_module("conv_input", conv1x1(in, out))),
      pair_(register_module("conv", std::make_shared<Pair>(in, out))) {
  if (upsampling == Upsampling::transposed_convolution) {
    up_ = register_module("up", torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(in, in, 2).stride(2)));
  }
}

torch::Tensor UpBlock::forward(const torch::Tensor& x, Mode mode) {
  if (up_) {
    const torch::Tensor twice = up_->forward(x);
    return pair_->forward(twice, mode, leaky_slope, shortcut_->forward(twice));
  }
  // A 1x1 convolution and nearest-neighbour upsampling commute: a quarter of the work at the smaller size.
  const torch::Tensor shortcut =
      torch::upsample_nearest2d(shortcut_->forward(x), c10::nullopt, std::vector<double>{2.0, 2.0});
  return pair_->forward_upsampled(x, mode, leaky_slope, shortcut);
}

}  // namespace coopseg::nn
