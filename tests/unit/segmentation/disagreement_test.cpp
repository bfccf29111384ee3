#include "segmentation/disagreement.h"

#include <gtest/gtest.h>

#include <cmath>

namespace coopseg::segmentation {
namespace {

const study::Grid grid = {{4, 1, 1}, {10, 10, 5}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};

TEST(DisagreementReport, IsUndefinedWhereNeitherSideHasALabel) {
  const std::vector<std::uint8_t> nothing(4, 0);
  EXPECT_TRUE(std::isnan(DisagreementReport().add("a", grid, nothing, nothing, false)));
}

TEST(DisagreementReport, VolumesDiceAndFlagsPerLabel) {
  DisagreementReport report;
  const std::vector<std::uint8_t> before = {1, 1, 2, 0};
  EXPECT_DOUBLE_EQ(report.add("a", grid, before, std::vector<std::uint8_t>{1, 0, 0, 0}, true), 1 - (2.0 / 3 + 0) / 2);
  EXPECT_EQ(report.csv(),
            "case,label,name,volume_before_ml,volume_after_ml,dice_before_after,empty,touches_edge\n"
            "a,1,LV,1,0.5,0.666666666667,0,1\n"
            "a,2,MYO,0.5,0,0,1,1\n"
            "a,3,RV,0,0,nan,1,1\n");
}

}  // namespace
}  // namespace coopseg::segmentation
