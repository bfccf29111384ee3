#include "hard_examples/adversarial_bias.h"

#include <gtest/gtest.h>

#include <cmath>

#include "../support/message_of.h"
#include "hard_examples/adversary.h"
#include "hard_examples/random_tensors.h"
#include "trained_networks.h"

namespace coopseg::hard_examples {
namespace {

double divergence_at(nn::Networks& networks, const torch::Tensor& image, const torch::Tensor& points) {
  const torch::Tensor field = bias_field(points, image.size(2), image.size(3));
  return nn::divergence(predict(networks, image), predict(networks, image * field)).item<double>();
}

torch::Tensor random_points(std::int64_t count, double bound) {
  core::RandomStream random(7, "points");
  return draw_uniform(random, {count, 1, control_points, control_points}, 0.5 * std::log(1 - bound),
                      0.5 * std::log(1 + bound));
}

TEST(AdversarialBias, FieldsAreSmoothSplinesWithinTheirPoints) {
  EXPECT_TRUE(
      torch::allclose(bias_field(torch::full({1, 1, 5, 5}, 0.25), 7, 9), torch::full({1, 1, 7, 9}, std::exp(0.25))))
      << "weights sum up to 1";
  // Points on a plane give that plane, at places half of the image apart: x = 2 (column + 0.5) / width.
  const torch::Tensor plane = torch::arange(5).to(torch::kFloat).view({1, 1, 1, 5}).expand({1, 1, 5, 5}) * 0.1;
  const torch::Tensor expected = (2 * (torch::arange(12) + 0.5) / 12 + 1) * 0.1;
  EXPECT_TRUE(torch::allclose(bias_field(plane, 6, 12).log()[0][0][3], expected, 1e-5, 1e-6));
  torch::Tensor point = torch::zeros({1, 1, 5, 5});
  point[0][0][2][2] = 1.0;
  const torch::Tensor bump = bias_field(point, 64, 64).log()[0][0];
  EXPECT_NEAR(bump.max().item<double>(), 4.0 / 9, 1e-2) << "the cubic B-spline in two directions";
  EXPECT_LT(bump.diff(2, 0).abs().max().item<double>(), 2.1 * (2.0 / 64) * (2.0 / 64) * 2.0 / 3) << "no kinks";
}

TEST(AdversarialBias, StaysWithinItsBoundAndRaisesTheDivergence) {
  nn::Networks& networks = trained_networks();
  const torch::Tensor image = make_discs(6, 1000).image;
  for (const double bound : {0.4, 0.1}) {
    const torch::Tensor start = random_points(6, bound);
    const torch::Tensor worst = leaves_alone(networks, [&] { return worst_bias(networks, image, start, bound); });
    EXPECT_LE((bias_field(worst, 32, 32) - 1).abs().max().item<double>(), bound + 1e-5);
    EXPECT_LE((worst - start).flatten(1).norm(2, 1).max().item<double>(), 1 + 1e-5);
    const torch::Tensor gradient = divergence_gradient(
        networks, image, start, [&](const torch::Tensor& points) { return image * bias_field(points, 32, 32); });
    EXPECT_GT(((worst - start) * gradient).flatten(1).sum(1).min().item<double>(), 0.0) << "uphill";
    EXPECT_GT(divergence_at(networks, image, worst), 1.5 * divergence_at(networks, image, start)) << bound;
  }
}

TEST(AdversarialBias, MultipliesTheCleanImage) {
  nn::Networks& networks = trained_networks();
  const StandardPass pass = pass_of(networks, make_discs(4, 1001));
  const DrawKeys keys{1, 2, 3, {"a/0", "a/1"}};
  const auto field_of = [&](const OptionTexts& options) {
    return adversarial_bias().bind(options).make(networks, pass, keys).image / pass.clean;
  };
  const torch::Tensor field = field_of({});
  EXPECT_LE((field - 1).abs().max().item<double>(), 0.4 + 1e-4);
  EXPECT_GT((field - 1).abs().amax({1, 2, 3}).min().item<double>(), 0.1);
  EXPECT_LT(field.diff(1, 3).abs().max().item<double>(), 0.1) << "smooth";
  const torch::Tensor start = draw_for_each(pass.clean, keys, "adversarial bias", [](core::RandomStream& random) {
    return draw_uniform(random, {1, control_points, control_points}, 0.5 * std::log(0.6), 0.5 * std::log(1.4));
  });
  EXPECT_TRUE(torch::allclose(field, bias_field(worst_bias(networks, pass.clean, start, 0.4), 32, 32), 1e-4, 1e-4))
      << "the worst from within half of the bound";
  EXPECT_LE((field_of({{"field-bound", "0.05"}}) - 1).abs().max().item<double>(), 0.05 + 1e-4);
  EXPECT_EQ(message_of([] {
              adversarial_bias().bind({{"field-bound", "1"}});
            }),
            "--field-bound: 1 found, above 0 and below 1 expected");
}

}  // namespace
}  // namespace coopseg::hard_examples
