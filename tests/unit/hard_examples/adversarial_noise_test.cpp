#include "hard_examples/adversarial_noise.h"

#include <gtest/gtest.h>

#include "../support/message_of.h"
#include "hard_examples/adversary.h"
#include "hard_examples/random_tensors.h"
#include "trained_networks.h"

namespace coopseg::hard_examples {
namespace {

const DrawKeys keys{1, 2, 3, {"a/0", "a/1", "b/0"}};

double divergence_at(nn::Networks& networks, const torch::Tensor& image, const torch::Tensor& changed) {
  return nn::divergence(predict(networks, image), predict(networks, changed)).item<double>();
}

TEST(AdversarialNoise, RaisesTheDivergenceMoreThanRandomNoiseOfItsNorm) {
  nn::Networks& networks = trained_networks();
  const torch::Tensor image = make_discs(6, 1000).image;
  core::RandomStream random(5, "start");
  const torch::Tensor start = draw_normal(random, image.sizes());
  const torch::Tensor noise = leaves_alone(networks, [&] { return worst_noise(networks, image, start, 0.5); });
  EXPECT_TRUE(torch::allclose(noise.flatten(1).norm(2, 1), torch::full({6}, 0.5), 1e-4, 0.0));
  const torch::Tensor gradient =
      divergence_gradient(networks, image, 0.1 * unit(start), [&](const torch::Tensor& step) { return image + step; });
  EXPECT_TRUE(torch::allclose(noise, 0.5 * unit(gradient), 1e-4, 1e-6)) << "where a step of 0.1 leads";
  const double of_random = divergence_at(networks, image, image + 0.5 * unit(start));
  const double of_worst = divergence_at(networks, image, image + noise);
  EXPECT_GT(of_worst, 5 * of_random) << of_random;
}

TEST(AdversarialNoise, IsAddedToTheCleanImageWithTheNormOfTheOption) {
  nn::Networks& networks = trained_networks();
  const StandardPass pass = pass_of(networks, make_discs(6, 1001));
  const auto norms_of = [&](const OptionTexts& options) {
    const torch::Tensor image = adversarial_noise().bind(options).make(networks, pass, keys).image;
    EXPECT_FALSE(image.requires_grad());
    return (image - pass.clean).flatten(1).norm(2, 1);
  };
  const torch::Tensor start = draw_for_each(pass.clean, keys, "adversarial noise", [](core::RandomStream& random) {
    return draw_normal(random, {1, 32, 32});
  });
  EXPECT_TRUE(torch::equal(adversarial_noise().bind({}).make(networks, pass, keys).image,
                           pass.clean + worst_noise(networks, pass.clean, start, 0.1)));
  EXPECT_TRUE(torch::allclose(norms_of({}), torch::full({6}, 0.1), 1e-3, 0.0));
  EXPECT_TRUE(torch::allclose(norms_of({{"epsilon", "2"}}), torch::full({6}, 2.0), 1e-3, 0.0));
  EXPECT_EQ(message_of([] {
              adversarial_noise().bind({{"epsilon", "0"}});
            }),
            "--epsilon: 0 found, above 0 and up to 1000 expected");
}

TEST(AdversarialNoise, IsRandomWhereNothingChangesThePrediction) {
  nn::Networks networks({.network = nn::NetworkType::segmenter, .base_width = 1});
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& parameter : networks.parameters()) parameter.zero_();
  const torch::Tensor start = torch::ones({2, 1, 16, 16});
  const torch::Tensor noise = worst_noise(networks, torch::rand({2, 1, 16, 16}), start, 0.1);
  EXPECT_TRUE(torch::allclose(noise, start * (0.1 / 16)));
}

TEST(AdversarialNoise, UnitTakesGradientsWhoseSquaresAreNoFloats) {
  const torch::Tensor tiny = torch::tensor({{3e-30F, 4e-30F}, {0.0F, 0.0F}});
  EXPECT_TRUE(torch::allclose(unit(tiny), torch::tensor({{0.6F, 0.8F}, {0.0F, 0.0F}})));
}

}  // namespace
}  // namespace coopseg::hard_examples
