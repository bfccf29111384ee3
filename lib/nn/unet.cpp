#include "nn/unet.h"

#include <torch/torch.h>

#include <array>
#include <string>

namespace coopseg::nn {

UNet::UNet(std::int64_t channels, std::int64_t classes, std::int64_t base_width)
    : final_conv_(register_module("final_conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(base_width, classes, 1)))) {
  constexpr std::array<std::int64_t, 5> widths = {1, 2, 4, 8, 8};
  std::int64_t in = channels;
  for (std::size_t stage = 0; stage < widths.size(); ++stage) {
    const std::int64_t out = widths[stage] * base_width;
    down_.push_back(register_module("down" + std::to_string(stage), std::make_shared<Pair>(in, out)));
    in = out;
  }
  for (std::size_t stage = widths.size() - 1; stage > 0; --stage) {
    const std::int64_t out = widths[stage - 1] * base_width;
    const std::string name = "up" + std::to_string(widths.size() - stage);
    const auto options = torch::nn::ConvTranspose2dOptions(widths[stage] * base_width, out, 2).stride(2);
    up_.push_back(register_module(name, torch::nn::ConvTranspose2d(options)));
    joined_.push_back(register_module(name + "_conv", std::make_shared<Pair>(2 * out, out)));
  }
}

torch::Tensor UNet::forward(const torch::Tensor& x, Mode mode) {
  std::vector<torch::Tensor> skips;
  torch::Tensor features = down_.front()->forward(x, mode, leaky_slope);
  for (std::size_t stage = 1; stage < down_.size(); ++stage) {
    skips.push_back(features);
    features = down_[stage]->forward(torch::max_pool2d(features, 2), mode, leaky_slope);
  }
  for (std::size_t stage = 0; stage < up_.size(); ++stage) {
    features = torch::cat({skips.back(), up_[stage]->forward(features)}, 1);
    features = joined_[stage]->forward(features, mode, leaky_slope);
    skips.pop_back();
  }
  return final_conv_->forward(features);
}

}  // namespace coopseg::nn
