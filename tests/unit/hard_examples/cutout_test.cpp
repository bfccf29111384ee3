#include "hard_examples/cutout.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <set>

namespace coopseg::hard_examples {
namespace {

TEST(Cutout, SquaresHaveEverySideUpToHalfOfTheImageAndAnyCentre) {
  std::set<std::int64_t> sides;
  double x = 0.0;
  constexpr int count = 4000;
  for (int i = 0; i < count; ++i) {
    core::RandomStream random(3, i, "square");
    const Window square = draw_square(random, 40, 60);
    ASSERT_EQ(square.width, square.height);
    ASSERT_TRUE(square.width >= 1 && square.width <= 20);
    const std::int64_t centre_x = square.x + square.width / 2;
    const std::int64_t centre_y = square.y + square.height / 2;
    ASSERT_TRUE(centre_x >= 0 && centre_x < 60 && centre_y >= 0 && centre_y < 40);
    sides.insert(square.width);
    x += static_cast<double>(centre_x) / count;
  }
  EXPECT_EQ(sides.size(), 20U);
  EXPECT_NEAR(x, 29.5, 5 * 17.3 / std::sqrt(count)) << "uniform over the columns";
}

TEST(Cutout, SetsASquareOfEachImageToZeroAndKeepsTheRest) {
  const StandardPass pass{{}, torch::rand({4, 1, 32, 48}) + 0.5, {}};
  const DrawKeys keys{7, 2, 0, {"a/0", "b/3"}};
  nn::Networks networks({.network = nn::NetworkType::segmenter, .base_width = 1});
  const HardBranch branch = cutout().bind({});
  EXPECT_TRUE(branch.parts.image && !branch.parts.segmentation);
  const HardExamples hard = branch.make(networks, pass, keys);
  EXPECT_FALSE(hard.logits.defined());
  const torch::Tensor cut = hard.image == 0;
  EXPECT_TRUE(torch::equal(hard.image, pass.clean * cut.logical_not()));
  for (std::int64_t i = 0; i < 4; ++i) {
    const auto height = cut[i][0].any(1).sum().item<std::int64_t>();
    const auto width = cut[i][0].any(0).sum().item<std::int64_t>();
    EXPECT_TRUE(height >= 1 && height <= 16 && width >= 1 && width <= 16) << i;
    EXPECT_EQ(cut[i].sum().item<std::int64_t>(), height * width) << i << ": a rectangle without holes";
  }
  EXPECT_FALSE(torch::equal(cut[0], cut[2])) << "the two copies of a slice draw apart";
  EXPECT_TRUE(torch::equal(branch.make(networks, pass, keys).image, hard.image)) << "the same key, the same draws";
  const DrawKeys later{7, 3, 0, keys.slices};
  EXPECT_FALSE(torch::equal(branch.make(networks, pass, later).image, hard.image));
}

}  // namespace
}  // namespace coopseg::hard_examples
