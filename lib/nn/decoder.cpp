#include "nn/decoder.h"

#include <torch/torch.h>

#include <array>
#include <string>

namespace coopseg::nn {

Decoder::Decoder(std::int64_t channels, std::int64_t base_width, Upsampling upsampling) {
  constexpr std::array<std::int64_t, 5> widths = {8, 4, 2, 1, 1};
  for (std::size_t stage = 1; stage < widths.size(); ++stage) {
    up_.push_back(register_module(
        "up" + std::to_string(stage),
        std::make_shared<UpBlock>(widths[stage - 1] * base_width, widths[stage] * base_width, upsampling)));
  }
  final_conv_ = register_module("final_conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(base_width, channels, 1)));
}

torch::Tensor Decoder::forward(const torch::Tensor& code, Mode mode, const FeatureHook& hook) {
  constexpr std::array<std::string_view, 4> places = {"up1", "up2", "up3", "up4"};
  torch::Tensor features = hooked(hook, "code", code);
  for (std::size_t i = 0; i < up_.size(); ++i) features = hooked(hook, places[i], up_[i]->forward(features, mode));
  return final_conv_->forward(features);
}

void Decoder::repeat_statistics() {
  for (const auto& module : modules())
    if (const auto norm = std::dynamic_pointer_cast<BatchNorm>(module)) norm->repeat_statistics();
}

}  // namespace coopseg::nn
