#include "train/noise.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace coopseg::train {
namespace {

TEST(Noise, IsStandardNormalAndDependsOnTheStreamAlone) {
  const auto draw = [](std::uint64_t seed) {
    core::RandomStream stream(seed, "noise");
    return draw_noise({1, 64, 64}, stream);
  };
  EXPECT_NEAR(draw(1).mean().item<double>(), 0, 0.08);
  EXPECT_NEAR(draw(1).std().item<double>(), 1, 0.06);
  EXPECT_TRUE(torch::equal(draw(1), draw(1)));
  EXPECT_FALSE(torch::equal(draw(1), draw(2)));
}

TEST(Noise, StaysWithinTheRangeOfImages) {
  const torch::Tensor clean = torch::tensor({0.0f, 0.5f, 1.0f, 0.9f});
  const torch::Tensor noise = torch::tensor({-1.0f, 2.0f, 1.0f, -2.0f});
  EXPECT_TRUE(torch::allclose(add_noise(clean, noise, 0.05), torch::tensor({0.0f, 0.6f, 1.0f, 0.8f})));
}

}  // namespace
}  // namespace coopseg::train
