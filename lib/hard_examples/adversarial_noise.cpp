#include "hard_examples/adversarial_noise.h"

#include <torch/torch.h>

#include "core/error.h"
#include "core/number_text.h"
#include "hard_examples/adversary.h"
#include "hard_examples/random_tensors.h"

namespace coopseg::hard_examples {
namespace {

constexpr double step = 0.1;
constexpr double default_epsilon = 0.1;

double epsilon_of(const OptionTexts& texts) {
  const double epsilon = number_of(texts, "epsilon", default_epsilon);
  if (!(epsilon > 0 && epsilon <= 1000))
    throw core::UsageError("--epsilon: " + core::number_text(epsilon) + " found, above 0 and up to 1000 expected");
  return epsilon;
}

HardExamples add_noise(nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys, double epsilon) {
  const torch::Tensor start = draw_for_each(pass.clean, keys, "adversarial noise", [&](core::RandomStream& random) {
    return draw_normal(random, pass.clean.sizes().slice(1));
  });
  return {pass.clean + worst_noise(networks, pass.clean, start, epsilon)};
}

}  // namespace

torch::Tensor worst_noise(nn::Networks& networks, const torch::Tensor& image, const torch::Tensor& start,
                          double epsilon) {
  const torch::Tensor direction = unit(start);
  const torch::Tensor gradient = unit(divergence_gradient(networks, image, step * direction,
                                                          [&](const torch::Tensor& noise) { return image + noise; }));
  const torch::Tensor found = gradient.flatten(1).any(1).view({-1, 1, 1, 1});
  return epsilon * torch::where(found, gradient, direction);
}

Method adversarial_noise() {
  return {"adv-noise",
          "noise that changes the prediction most",
          {{"epsilon", default_epsilon, "adv-noise: norm of the noise of an image with values in [0, 1]"}},
          [](const OptionTexts& texts) {
            const double epsilon = epsilon_of(texts);
            return HardBranch{{.image = true},
                              [epsilon](nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys) {
                                return add_noise(networks, pass, keys, epsilon);
                              }};
          }};
}

}  // namespace coopseg::hard_examples
