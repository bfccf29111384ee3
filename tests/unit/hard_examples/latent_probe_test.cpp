#include "hard_examples/latent_probe.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace coopseg::hard_examples {
namespace {

const torch::Tensor code = torch::tensor({0.5f, -1.0f, 2.0f, 0.25f}).view({1, 2, 1, 2});

torch::Tensor twice(const torch::Tensor& x, nn::Mode) { return 2 * x; }

TEST(LatentProbe, SquaredErrorHasNoFactor) {
  const torch::Tensor target = torch::ones({1, 2, 1, 2});
  const Probe found = probe(twice, code, target, ProbeLoss::mse, nn::Mode::train);
  EXPECT_TRUE(torch::allclose(found.loss, (2 * code - 1).square().mean()));
  EXPECT_TRUE(torch::allclose(found.gradient, 4 * (2 * code - 1) / 4));
}

TEST(LatentProbe, CorrelationIsTheMeanProduct) {
  const torch::Tensor target = torch::tensor({1.0f, 2.0f, 3.0f, 4.0f}).view({1, 2, 1, 2});
  const Probe found = probe(twice, code, target, ProbeLoss::corr, nn::Mode::train);
  EXPECT_TRUE(torch::allclose(found.loss, (2 * code * target).mean()));
  EXPECT_TRUE(torch::allclose(found.gradient, target / 2));
}

TEST(LatentProbe, LabelsBecomeOneHotButForCrossEntropy) {
  const torch::Tensor label = torch::tensor({1, 0}, torch::kLong).view({1, 1, 2});
  const torch::Tensor one_hot = torch::tensor({0.0f, 1.0f, 1.0f, 0.0f}).view({1, 2, 1, 2});
  const Probe squared = probe(twice, code, label, ProbeLoss::mse, nn::Mode::train);
  EXPECT_TRUE(torch::allclose(squared.loss, (2 * code - one_hot).square().mean()));
  const Probe entropy = probe(twice, code, label, ProbeLoss::ce, nn::Mode::train);
  EXPECT_TRUE(torch::allclose(entropy.gradient, (torch::softmax(2 * code, 1) - one_hot)));
}

TEST(LatentProbe, WorksWhereGradientsAreOffAndLeavesTheCodeAlone) {
  const torch::NoGradGuard no_grad;
  const Probe found = probe(twice, code, torch::ones({1, 2, 1, 2}), ProbeLoss::mse, nn::Mode::hold);
  EXPECT_TRUE(found.gradient.defined());
  EXPECT_FALSE(found.loss.requires_grad());
  EXPECT_FALSE(code.requires_grad());
}

}  // namespace
}  // namespace coopseg::hard_examples
