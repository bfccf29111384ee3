#include "train/epoch_losses.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "core/error.h"

namespace coopseg::train {
namespace {

Losses losses(double seg, double image) {
  return {{"seg", torch::tensor(seg, torch::kFloat)},
          {"image", torch::tensor(image, torch::kFloat)},
          {"total", torch::tensor(seg + image, torch::kFloat)}};
}

const std::vector<std::string> terms = {"seg", "image", "total"};

StepName step(int number) { return {"epoch 1, step " + std::to_string(number), "p/" + std::to_string(number)}; }

TEST(EpochLosses, AddsUpInTheOrderOfTheSteps) {
  EpochLosses epoch(terms);
  LossSums sums;
  epoch.add(losses(1, 0.25), step(1));
  epoch.add(losses(2, 0.5), step(2));
  EXPECT_TRUE(sums.empty());
  epoch.settle(sums);
  EXPECT_EQ(sums, (LossSums{{"seg", 3, 2}, {"image", 0.75, 2}, {"total", 3.75, 2}}));
  EXPECT_EQ(epoch.last_total(), 2.5);
  epoch.settle(sums);
  EXPECT_EQ(sums[0].sum, 3) << "nothing is pending";
}

TEST(EpochLosses, ATermIsAveragedOverTheStepsThatHadIt) {
  EpochLosses epoch(terms);
  LossSums sums;
  epoch.add({{"seg", torch::tensor(1.0F)}, {"total", torch::tensor(1.0F)}}, step(1));
  epoch.settle(sums);
  EXPECT_TRUE(std::isnan(sums[1].mean())) << "no step had it";
  epoch.add(losses(2, 0.5), step(2));
  epoch.add({{"seg", torch::tensor(3.0F)}, {"total", torch::tensor(3.0F)}}, step(3));
  epoch.settle(sums);
  EXPECT_EQ(sums[0].mean(), 2);
  EXPECT_EQ(sums[1].mean(), 0.5);
  EXPECT_EQ(sums[2].mean(), 6.5 / 3);
}

TEST(EpochLosses, IsSettledAtOnceOnTheCpu) {
  EpochLosses epoch(terms);
  LossSums sums;
  epoch.add(losses(1, 2), step(1));
  epoch.settle_if_due(sums);
  EXPECT_EQ(sums.size(), 3U);
}

// As on a GPU, where the loss shows some steps later.
TEST(EpochLosses, NamesTheFirstOfThePendingStepsThatIsNotFinite) {
  EpochLosses epoch(terms);
  LossSums sums;
  const double infinity = std::numeric_limits<double>::infinity();
  epoch.add(losses(1, 2), step(7));
  epoch.add(losses(1, infinity), step(8));
  epoch.add(losses(infinity, 2), step(9));
  try {
    epoch.settle(sums);
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_STREQ(error.what(), "epoch 1, step 8: loss image is inf; slices: p/8");
  }
}

}  // namespace
}  // namespace coopseg::train
