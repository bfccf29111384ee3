#pragma once

#include <torch/types.h>

#include <functional>
#include <string_view>

namespace coopseg::nn {

/// Changes features (N, C, H, W) on their way, at named places; an empty one costs nothing. Networks::encode has the
/// places inc, down1, down2, down3, down4, image_code (the encoder's output) and shape_code (what the segmentation
/// decoder gets), each after the last activation of the block of that name; Networks::decode_image has code (its
/// input), up1, up2, up3 and up4. It returns what goes on in place of `features`, of the same shape.
using FeatureHook = std::function<torch::Tensor(std::string_view place, const torch::Tensor& features)>;

/// What goes on from a place.
inline torch::Tensor hooked(const FeatureHook& hook, std::string_view place, const torch::Tensor& features) {
  return hook ? hook(place, features) : features;
}

}  // namespace coopseg::nn
