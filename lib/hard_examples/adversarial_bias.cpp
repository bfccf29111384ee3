#include "hard_examples/adversarial_bias.h"

#include <torch/torch.h>

#include <cmath>

#include "core/error.h"
#include "core/number_text.h"
#include "hard_examples/adversary.h"
#include "hard_examples/random_tensors.h"

namespace coopseg::hard_examples {
namespace {

constexpr double default_bound = 0.4;
constexpr std::int64_t intervals = control_points - 3;

double bound_of(const OptionTexts& texts) {
  const double bound = number_of(texts, "field-bound", default_bound);
  if (!(bound > 0 && bound < 1))
    throw core::UsageError("--field-bound: " + core::number_text(bound) + " found, above 0 and below 1 expected");
  return bound;
}

/// Weight of each control point at each pixel along a side: (length, control_points).
torch::Tensor spline_weights(std::int64_t length, const torch::TensorOptions& options) {
  torch::Tensor weights = torch::zeros({length, control_points}, torch::kDouble);
  auto at = weights.accessor<double, 2>();  // indexing a tensor makes a tensor each time
  for (std::int64_t pixel = 0; pixel < length; ++pixel) {
    const double place =
        (static_cast<double>(pixel) + 0.5) * static_cast<double>(intervals) / static_cast<double>(length);
    const auto first = static_cast<std::int64_t>(place);
    const double u = place - static_cast<double>(first);
    at[pixel][first] = std::pow(1.0 - u, 3) / 6.0;
    at[pixel][first + 1] = (3.0 * std::pow(u, 3) - 6.0 * u * u + 4.0) / 6.0;
    at[pixel][first + 2] = (-3.0 * std::pow(u, 3) + 3.0 * u * u + 3.0 * u + 1.0) / 6.0;
    at[pixel][first + 3] = std::pow(u, 3) / 6.0;
  }
  return weights.to(options);
}

/// Within half of the bounds, so that the step finds room.
torch::Tensor draw_points(core::RandomStream& random, double bound) {
  return draw_uniform(random, {1, control_points, control_points}, 0.5 * std::log(1.0 - bound),
                      0.5 * std::log(1.0 + bound));
}

HardExamples add_bias(nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys, double bound) {
  const torch::Tensor start = draw_for_each(pass.clean, keys, "adversarial bias",
                                            [&](core::RandomStream& random) { return draw_points(random, bound); });
  const torch::Tensor points = worst_bias(networks, pass.clean, start, bound);
  return {pass.clean * bias_field(points, pass.clean.size(2), pass.clean.size(3))};
}

}  // namespace

torch::Tensor bias_field(const torch::Tensor& points, std::int64_t height, std::int64_t width) {
  const torch::Tensor rows = spline_weights(height, points.options());
  const torch::Tensor columns = spline_weights(width, points.options());
  return torch::matmul(torch::matmul(rows, points), columns.t()).exp();
}

torch::Tensor worst_bias(nn::Networks& networks, const torch::Tensor& image, const torch::Tensor& start, double bound) {
  const torch::Tensor gradient = divergence_gradient(networks, image, start, [&](const torch::Tensor& points) {
    return image * bias_field(points, image.size(2), image.size(3));
  });
  return (start + unit(gradient)).clamp(std::log(1.0 - bound), std::log(1.0 + bound));
}

Method adversarial_bias() {
  return {"adv-bias",
          "a bias field that changes the prediction",
          {{"field-bound", default_bound, "adv-bias: how far the field may be from 1"}},
          [](const OptionTexts& texts) {
            const double bound = bound_of(texts);
            return HardBranch{{.image = true},
                              [bound](nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys) {
                                return add_bias(networks, pass, keys, bound);
                              }};
          }};
}

}  // namespace coopseg::hard_examples
