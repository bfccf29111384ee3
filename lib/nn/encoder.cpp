#include "nn/encoder.h"

#include <torch/torch.h>

#include <array>
#include <string>

namespace coopseg::nn {

Encoder::Encoder(std::int64_t channels, std::int64_t base_width)
    : inc_(register_module("inc", std::make_shared<Pair>(channels, base_width))) {
  constexpr std::array<std::int64_t, 5> widths = {1, 2, 4, 8, 8};
  for (std::size_t stage = 1; stage < widths.size(); ++stage) {
    down_.push_back(
        register_module("down" + std::to_string(stage),
                        std::make_shared<DownBlock>(widths[stage - 1] * base_width, widths[stage] * base_width)));
  }
  final_conv_ = register_module("final_conv", std::make_shared<PointwiseNorm>(8 * base_width, 8 * base_width));
}

torch::Tensor Encoder::forward(const torch::Tensor& x, Mode mode, const FeatureHook& hook) {
  constexpr std::array<std::string_view, 4> places = {"down1", "down2", "down3", "down4"};
  torch::Tensor features = hooked(hook, "inc", inc_->forward(x, mode, leaky_slope));
  for (std::size_t i = 0; i < down_.size(); ++i) features = hooked(hook, places[i], down_[i]->forward(features, mode));
  return hooked(hook, "image_code", final_conv_->forward(features, mode));
}

ImageEncoder::ImageEncoder(std::int64_t channels, std::int64_t base_width)
    : general_encoder_(register_module("general_encoder", std::make_shared<Encoder>(channels, base_width))),
      code_decoupler_(register_module("code_decoupler", std::make_shared<Pair>(8 * base_width, 8 * base_width))) {}

torch::Tensor ImageEncoder::encode(const torch::Tensor& image, Mode mode, const FeatureHook& hook) {
  return general_encoder_->forward(image, mode, hook);
}

torch::Tensor ImageEncoder::decouple(const torch::Tensor& image_code, Mode mode) {
  return code_decoupler_->forward(image_code, mode, 0.0);
}

}  // namespace coopseg::nn
