#include "hard_examples/self_challenging.h"

#include <gtest/gtest.h>

#include "trained_networks.h"

namespace coopseg::hard_examples {
namespace {

/// What the hook makes of a shape code of ones.
torch::Tensor muting_of(nn::Networks& networks, const StandardPass& pass, std::size_t batch) {
  const HardExamples hard = self_challenging().bind({}).make(networks, pass, {1, 0, batch, {"a/0", "a/1", "a/2"}});
  EXPECT_TRUE(torch::equal(hard.image, pass.clean));
  const torch::Tensor ones = torch::ones_like(pass.codes.shape);
  for (const char* place : {"inc", "down1", "down4", "image_code"})
    EXPECT_TRUE(torch::equal(hard.hook(place, ones), ones));
  return hard.hook("shape_code", ones);
}

TEST(SelfChallenging, MutesAThirdOfTheFeaturesInAThirdOfTheImages) {
  nn::Networks& networks = trained_networks();
  const StandardPass pass = pass_of(networks, make_discs(6, 1000));
  bool channels = false;
  bool positions = false;
  for (std::size_t batch = 0; batch < 12; ++batch) {
    const torch::Tensor kept = leaves_alone(networks, [&] { return muting_of(networks, pass, batch); });
    const torch::Tensor changed = kept.eq(0).flatten(1).any(1);
    ASSERT_EQ(changed.sum().item<int>(), 2);
    const torch::Tensor one = kept.index({changed})[0];
    const bool whole = torch::equal(one.amax({1, 2}), one.amin({1, 2}));
    (whole ? channels : positions) = true;
    const std::int64_t muted = (whole ? one.amax({1, 2}) : one[0].flatten()).eq(0).sum().item<std::int64_t>();
    EXPECT_EQ(muted, whole ? 10 : 1) << "a third of 32 channels, of 4 positions";
  }
  EXPECT_TRUE(channels && positions) << "either, by chance";
}

TEST(SelfChallenging, MutesWhatRaisesTheTrueLogitsMost) {
  nn::Networks& networks = trained_networks();
  const StandardPass pass = pass_of(networks, make_discs(6, 1000));
  const torch::Tensor one_hot = torch::one_hot(pass.label, 3).permute({0, 3, 1, 2}).to(torch::kFloat);
  const torch::Tensor code = pass.codes.shape.clone().requires_grad_();
  const torch::Tensor value = (networks.decode_segmentation(code, nn::Mode::hold) * one_hot).sum();
  const torch::Tensor mean = torch::autograd::grad({value}, {code}).front().mean({2, 3});
  for (std::size_t batch = 0; batch < 12; ++batch) {
    const torch::Tensor kept = muting_of(networks, pass, batch);
    for (std::int64_t i = 0; i < 6; ++i) {
      const torch::Tensor one = kept[i];
      const torch::Tensor muted = one.amax({1, 2}).eq(0);
      if (!muted.any().item<bool>()) continue;
      EXPECT_GE(mean[i].index({muted}).min().item<double>(), mean[i].index({muted.logical_not()}).max().item<double>());
      return;
    }
  }
  FAIL() << "no batch muted channels";
}

TEST(SelfChallenging, ChallengesTheImagesThatLoseMostConfidence) {
  const torch::Tensor label = torch::zeros({7, 2, 2}, torch::kLong);
  const torch::Tensor before = torch::zeros({7, 3, 2, 2});
  torch::Tensor after = before.clone();
  after[1].select(0, 0) = -5;  // less sure of the true class
  after[3] = -9;               // all classes: as sure as before
  after[4].select(0, 0) = -2;
  after[5].select(0, 0) = 4;
  after[6].select(0, 1) = 0.5;
  const torch::Tensor expected = torch::tensor({false, true, false, false, true, false, false});
  EXPECT_TRUE(torch::equal(most_challenged(before, after, label), expected));
  EXPECT_EQ(most_challenged(before.slice(0, 0, 2), after.slice(0, 0, 2), label.slice(0, 0, 2)).sum().item<int>(), 1);
}

}  // namespace
}  // namespace coopseg::hard_examples
