#include "hard_examples/latent_mask.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace coopseg::hard_examples {
namespace {

/// Gradient (1, 4, 1, 2) of four channels at two positions.
torch::Tensor make_gradient() {
  return torch::tensor({2.0f, 4.0f, -10.0f, -8.0f, 0.0f, 2.0f, 3.0f, 1.0f}).view({1, 4, 1, 2});
}

torch::Tensor mask(MaskType type, double share, const torch::Tensor& soft = {}) {
  return gradient_mask(make_gradient(), {type, share, soft, {}}).flatten();
}

TEST(LatentMask, AveragesTheSignedGradient) {
  EXPECT_TRUE(
      torch::equal(mean_gradient(make_gradient(), MaskType::channel), torch::tensor({{3.0f, -9.0f, 1.0f, 2.0f}})));
  EXPECT_TRUE(torch::equal(mean_gradient(make_gradient(), MaskType::spatial), torch::tensor({{-1.25f, -0.25f}})));
}

TEST(LatentMask, MasksTheLargestSignedValues) {
  EXPECT_TRUE(torch::equal(mask(MaskType::channel, 0.25), torch::tensor({0.0f, 1.0f, 1.0f, 1.0f})));
  EXPECT_TRUE(torch::equal(mask(MaskType::channel, 0.74), torch::tensor({0.0f, 1.0f, 1.0f, 0.0f})));
  EXPECT_TRUE(torch::equal(mask(MaskType::channel, 0.75), torch::tensor({0.0f, 1.0f, 0.0f, 0.0f})));
  EXPECT_TRUE(torch::equal(mask(MaskType::spatial, 0.5), torch::tensor({1.0f, 0.0f})));
}

TEST(LatentMask, MasksNothingWhereTheShareIsBelowOneElement) {
  EXPECT_TRUE(torch::equal(mask(MaskType::channel, 0.24), torch::ones(4)));
  EXPECT_TRUE(torch::equal(mask(MaskType::channel, 0.0), torch::ones(4)));
}

TEST(LatentMask, LeavesElementsEqualToTheThreshold) {
  const torch::Tensor gradient = torch::tensor({5.0f, 1.0f, 1.0f, 0.0f}).view({1, 4, 1, 1});
  EXPECT_TRUE(torch::equal(gradient_mask(gradient, {MaskType::channel, 0.5, {}, {}}).flatten(),
                           torch::tensor({0.0f, 1.0f, 1.0f, 1.0f})));
}

TEST(LatentMask, SoftMasksKeepUpToHalf) {
  const torch::Tensor soft = torch::tensor({{0.8f, 0.1f, 0.2f, 0.4f}});
  EXPECT_TRUE(torch::allclose(mask(MaskType::channel, 0.5, soft), torch::tensor({0.4f, 1.0f, 1.0f, 0.2f})));
}

TEST(LatentMask, HasAThresholdPerSample) {
  const torch::Tensor mean = torch::tensor({{1.0f, 2.0f, 3.0f, 4.0f}, {-4.0f, -3.0f, -2.0f, -1.0f}});
  EXPECT_TRUE(torch::equal(mask_threshold(mean, 0.5), torch::tensor({{2.0f}, {-3.0f}})));
}

TEST(LatentMask, ShapesSuitTheCode) {
  EXPECT_EQ(gradient_mask(make_gradient(), {MaskType::channel, 0.5, {}, {}}).sizes(),
            (std::vector<std::int64_t>{1, 4, 1, 1}));
  EXPECT_EQ(gradient_mask(make_gradient(), {MaskType::spatial, 0.5, {}, {}}).sizes(),
            (std::vector<std::int64_t>{1, 1, 1, 2}));
}

TEST(LatentMask, DropoutScalesWhatItKeeps) {
  const torch::Tensor keep = torch::tensor({{1.0f, 0.0f, 1.0f}});
  EXPECT_TRUE(torch::allclose(dropout_mask({MaskType::dropout, 0.25, {}, keep}),
                              torch::tensor({4.0f / 3, 0.0f, 4.0f / 3}).view({1, 3, 1, 1})));
}

}  // namespace
}  // namespace coopseg::hard_examples
