#include "train/validation.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace coopseg::train {
namespace {

TEST(Validation, IouAndDiceFromAConfusionMatrix) {
  // Reference in rows: 4 of class 0, 3 of class 1, 1 of class 2; class 3 is absent on both sides.
  const torch::Tensor confusion = torch::tensor({{3, 1, 0, 0}, {1, 2, 0, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}});
  const std::vector<double> iou = iou_of(confusion);
  const std::vector<double> dice = dice_of(confusion);
  EXPECT_DOUBLE_EQ(iou[0], 3.0 / 5.0);
  EXPECT_DOUBLE_EQ(iou[1], 2.0 / 5.0);
  EXPECT_DOUBLE_EQ(iou[2], 0.0);
  EXPECT_TRUE(std::isnan(iou[3]));
  EXPECT_DOUBLE_EQ(dice[0], 6.0 / 8.0);
  EXPECT_DOUBLE_EQ(dice[1], 4.0 / 7.0);
  EXPECT_DOUBLE_EQ(dice[2], 0.0);
  EXPECT_TRUE(std::isnan(dice[3]));
}

}  // namespace
}  // namespace coopseg::train
