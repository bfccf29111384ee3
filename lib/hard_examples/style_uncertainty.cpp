#include "hard_examples/style_uncertainty.h"

#include <torch/torch.h>

#include <string>

#include "hard_examples/random_tensors.h"
#include "hard_examples/style.h"
#include "nn/compute.h"

namespace coopseg::hard_examples {
namespace {

bool shifts_at(std::string_view place) { return place == "inc" || place.starts_with("down"); }

nn::FeatureHook shifting_hook(nn::Networks&, const StandardPass&, const DrawKeys& keys) {
  return [keys](std::string_view place, const torch::Tensor& features) {
    if (!shifts_at(place)) return features;
    core::RandomStream random = keys.of_batch("dsu " + std::string(place));
    return shift_styles(features, draw_style_noise(random, features.size(0), features.size(1)));
  };
}

}  // namespace

StyleNoise draw_style_noise(core::RandomStream& random, std::int64_t images, std::int64_t channels) {
  StyleNoise noise;
  noise.of_mean = draw_normal(random, {images, channels, 1, 1});
  noise.of_deviation = draw_normal(random, {images, channels, 1, 1});
  return noise;
}

torch::Tensor shift_styles(const torch::Tensor& features, const StyleNoise& noise) {
  const Style style = style_of(features);
  const Style spread = spread_of(style);
  const torch::Device device = features.device();
  return restyled(features, style,
                  {style.mean + nn::to_device(noise.of_mean, device) * spread.mean,
                   style.deviation + nn::to_device(noise.of_deviation, device) * spread.deviation});
}

Method style_uncertainty() {
  return {"dsu", "features in a style drawn about their own", {}, [](const OptionTexts&) {
            return changing_features("dsu", shifting_hook);
          }};
}

}  // namespace coopseg::hard_examples
