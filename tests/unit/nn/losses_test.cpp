#include "nn/losses.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

namespace coopseg::nn {
namespace {

TEST(Losses, CrossEntropyIsTheMeanOverPixels) {
  const torch::Tensor logits = torch::tensor({1.0f, 0.0f, 3.0f, 0.0f}).view({1, 2, 1, 2});
  const torch::Tensor label = torch::tensor({1, 0}, torch::kLong).view({1, 1, 2});
  const double first = std::log(1 + std::exp(1.0 - 3.0));
  const double second = std::log(2.0);
  EXPECT_NEAR(cross_entropy(logits, label).item<double>(), (first + second) / 2, 1e-6);
}

TEST(Losses, ReconstructionIsHalfTheMeanSquaredDifference) {
  const torch::Tensor found = torch::tensor({0.0f, 1.0f}).view({1, 1, 1, 2});
  const torch::Tensor clean = torch::tensor({0.5f, 0.0f}).view({1, 1, 1, 2});
  EXPECT_NEAR(reconstruction_loss(found, clean).item<double>(), 0.5 * (0.25 + 1.0) / 2, 1e-7);
}

torch::Tensor logits_of(const std::vector<float>& probabilities) {
  return torch::tensor(probabilities).log().view({1, -1, 1, 1}) + 3.0;  // logits are probabilities up to a constant
}

TEST(Losses, DivergenceIsThatOfKullbackAndLeibler) {
  const torch::Tensor reference = torch::cat({logits_of({0.5F, 0.5F}), logits_of({0.25F, 0.75F})});
  const torch::Tensor found = torch::cat({logits_of({0.25F, 0.75F}), logits_of({0.25F, 0.75F})});
  const double first = 0.5 * std::log(0.5 / 0.25) + 0.5 * std::log(0.5 / 0.75);
  EXPECT_NEAR(divergence(reference, found).item<double>(), first / 2, 1e-6) << "the mean over pixels";
  EXPECT_NE(divergence(found, reference).item<double>(), divergence(reference, found).item<double>());
}

TEST(Losses, InconsistencyIsTheDivergenceFromTheMeanOfTheViews) {
  // Two images, three views: the first image's differ, the second's agree.
  const torch::Tensor same = logits_of({0.1F, 0.9F});
  const torch::Tensor views =
      torch::cat({logits_of({0.9F, 0.1F}), same, logits_of({0.6F, 0.4F}), same, logits_of({0.3F, 0.7F}), same});
  double expected = 0.0;
  for (const double p : {0.9, 0.6, 0.3}) expected += (p * std::log(p / 0.6) + (1 - p) * std::log((1 - p) / 0.4)) / 3;
  EXPECT_NEAR(inconsistency(views, 3).item<double>(), expected / 2, 1e-6);
  EXPECT_NEAR(inconsistency(views, 1).item<double>(), 0.0, 1e-6);
}

}  // namespace
}  // namespace coopseg::nn
