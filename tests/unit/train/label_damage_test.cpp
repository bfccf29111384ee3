#include "train/label_damage.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <set>

namespace coopseg::train {
namespace {

using Kind = LabelDamage::Kind;

/// A square heart of 24 pixels in the middle of 96.
torch::Tensor heart() {
  torch::Tensor label = torch::zeros({96, 96}, torch::kInt64);
  label.slice(0, 36, 60).slice(1, 36, 60) = 2;
  return label;
}

TEST(LabelDamage, DrawsEveryKindRadiusNumberAndClass) {
  std::set<std::pair<std::int64_t, std::size_t>> severities;
  std::set<std::int64_t> classes;
  int holes = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    core::RandomStream random(seed, "label damage");
    const LabelDamage damage = draw_damage(random, 4);
    severities.emplace(damage.radius, damage.discs.size());
    holes += damage.kind == Kind::holes ? 1 : 0;
    for (const LabelDamage::Disc& disc : damage.discs) {
      EXPECT_EQ(disc.label == 0, damage.kind == Kind::holes);
      EXPECT_TRUE(disc.place >= 0 && disc.place < 1);
      classes.insert(disc.label);
    }
  }
  EXPECT_EQ(severities, (std::set<std::pair<std::int64_t, std::size_t>>{{2, 1}, {3, 3}, {5, 3}}));
  EXPECT_EQ(classes, (std::set<std::int64_t>{0, 1, 2, 3}));
  EXPECT_NEAR(holes, 150, 40);
}

TEST(LabelDamage, AHoleIsADiscAboutAPixelOfTheHeart) {
  const torch::Tensor before = heart();
  for (const double place : {0.0, 0.5, 0.999}) {
    const torch::Tensor after = apply({Kind::holes, 3, {{place, 0}}}, before);
    const torch::Tensor changed = (after != before);
    EXPECT_TRUE(torch::equal(after.masked_select(changed), torch::zeros({changed.sum().item<int>()}, torch::kInt64)));
    EXPECT_LE(changed.sum().item<int>(), 29);  // pixels of a disc of radius 3
    EXPECT_GE(changed.sum().item<int>(), 29 / 4);
  }
  EXPECT_EQ((apply({Kind::holes, 3, {{0.53, 0}}}, before) != before).sum().item<int>(), 29);
  EXPECT_TRUE(torch::equal(before, heart())) << "the label itself stays";
}

TEST(LabelDamage, IslandsLieBesideTheHeartAndNotTooFarFromIt) {
  const torch::Tensor before = heart();
  for (double place = 0; place < 1; place += 0.05) {
    const torch::Tensor after = apply({Kind::islands, 5, {{place, 3}}}, before);
    EXPECT_TRUE(torch::equal(after.masked_fill(after == 3, 0), before)) << "no pixel of the heart changes";
    const torch::Tensor pixels = (after == 3).nonzero();
    ASSERT_GT(pixels.size(0), 0);
    const torch::Tensor away = torch::maximum(36 - pixels, pixels - 59).amax(1);
    EXPECT_GT(away.min().item<int>(), 3);
    EXPECT_LE(away.max().item<int>(), 19 + 5);
  }
}

TEST(LabelDamage, ASliceWithoutHeartStays) {
  const torch::Tensor empty = torch::zeros({32, 32}, torch::kInt64);
  EXPECT_TRUE(torch::equal(apply({Kind::holes, 3, {{0.5, 0}}}, empty), empty));
  EXPECT_TRUE(torch::equal(apply({Kind::islands, 3, {{0.5, 1}}}, empty), empty));
}

}  // namespace
}  // namespace coopseg::train
