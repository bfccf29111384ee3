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

}  // namespace
}  // namespace coopseg::nn
