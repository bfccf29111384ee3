#include "hard_examples/mix_style.h"

#include <torch/torch.h>

#include <string>

#include "hard_examples/random_tensors.h"
#include "hard_examples/style.h"
#include "nn/compute.h"

namespace coopseg::hard_examples {
namespace {

constexpr double alpha = 0.1;

bool mixes_at(std::string_view place) { return place == "inc" || place == "down1" || place == "down2"; }

nn::FeatureHook mixing_hook(nn::Networks&, const StandardPass&, const DrawKeys& keys) {
  return [keys](std::string_view place, const torch::Tensor& features) {
    if (!mixes_at(place)) return features;
    core::RandomStream random = keys.of_batch("mixstyle " + std::string(place));
    return mix_styles(features, draw_style_mix(random, features.size(0)));
  };
}

}  // namespace

StyleMix draw_style_mix(core::RandomStream& random, std::int64_t images) {
  StyleMix mix{draw_order(random, images), torch::empty({images, 1, 1, 1})};
  for (std::int64_t i = 0; i < images; ++i) mix.own_share[i] = random.beta(alpha, alpha);
  return mix;
}

torch::Tensor mix_styles(const torch::Tensor& features, const StyleMix& mix) {
  const Style style = style_of(features.detach());
  const Style other = reordered(style, nn::to_device(mix.order, features.device()));
  return restyled(features, style, mixed(style, other, nn::to_device(mix.own_share, features.device())));
}

Method mix_style() {
  return {"mixstyle", "features in a style between those of two images", {}, [](const OptionTexts&) {
            return changing_features("mixstyle", mixing_hook);
          }};
}

}  // namespace coopseg::hard_examples
