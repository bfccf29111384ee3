#include "hard_examples/random_convolution.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <map>

namespace coopseg::hard_examples {
namespace {

TEST(RandomConvolution, KernelsHaveTheirSidesAndVarianceAndSharesAreUniform) {
  std::map<std::int64_t, int> sides;
  std::map<std::int64_t, double> squares;
  double share = 0.0;
  constexpr int count = 4000;
  for (int i = 0; i < count; ++i) {
    core::RandomStream random(1, i, "kernel");
    const RandomConvolution drawn = draw_convolution(random, 2);
    const std::int64_t side = drawn.kernel.size(2);
    ASSERT_EQ(drawn.kernel.sizes(), (std::vector<std::int64_t>{2, 2, side, side}));
    ++sides[side];
    squares[side] += drawn.kernel.square().mean().item<double>();
    ASSERT_TRUE(drawn.image_share >= 0 && drawn.image_share < 1);
    share += drawn.image_share / count;
  }
  EXPECT_NEAR(share, 0.5, 5 * std::sqrt(1.0 / 12 / count));
  ASSERT_EQ(sides.size(), 4U);
  for (const std::int64_t side : {1, 3, 5, 7}) {
    const double number = sides[side];
    EXPECT_NEAR(number, count / 4.0, 5 * std::sqrt(count * 0.25 * 0.75)) << side;
    const double expected = 1.0 / static_cast<double>(2 * side * side);
    const double elements = number * static_cast<double>(4 * side * side);
    EXPECT_NEAR(squares[side] / number, expected, 5 * expected * std::sqrt(2.0 / elements)) << side;
  }
}

TEST(RandomConvolution, MixesTheImageWithItsConvolution) {
  const torch::Tensor image = torch::rand({2, 1, 8, 9});
  torch::Tensor shift = torch::zeros({1, 1, 3, 3});
  shift[0][0][1][2] = 2.0;  // twice the pixel to the right
  const torch::Tensor mix = convolve(image, {shift, 0.25});
  EXPECT_TRUE(torch::allclose(mix.slice(3, 0, 8), 0.25 * image.slice(3, 0, 8) + 1.5 * image.slice(3, 1, 9)));
  EXPECT_TRUE(torch::allclose(mix.slice(3, 8), 0.25 * image.slice(3, 8))) << "0 outside";
}

TEST(RandomConvolution, MakesThreeViewsThatAreToAgree) {
  nn::Networks networks({.network = nn::NetworkType::segmenter, .base_width = 1});
  const StandardPass pass{{}, torch::rand({4, 1, 16, 16}), {}};
  const HardBranch branch = random_convolution().bind({});
  EXPECT_TRUE(branch.parts.image && branch.parts.consistency && !branch.parts.segmentation);
  const DrawKeys keys{1, 2, 3, {"a/0", "a/1"}};
  const HardExamples hard = branch.make(networks, pass, keys);
  ASSERT_EQ(hard.image.sizes(), (std::vector<std::int64_t>{12, 1, 16, 16}));
  EXPECT_EQ(hard.consistency, 10.0);
  EXPECT_FALSE(torch::equal(hard.image.slice(0, 0, 4), hard.image.slice(0, 4, 8)));
  EXPECT_FALSE(torch::equal(hard.image.slice(0, 4, 8), hard.image.slice(0, 8, 12)));
  EXPECT_TRUE(torch::equal(branch.make(networks, pass, keys).image, hard.image));
  EXPECT_FALSE(torch::equal(branch.make(networks, pass, {1, 2, 4, keys.slices}).image, hard.image));
}

}  // namespace
}  // namespace coopseg::hard_examples
