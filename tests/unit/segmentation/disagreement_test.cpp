#include "segmentation/disagreement.h"

#include <gtest/gtest.h>

namespace coopseg::segmentation {
namespace {

TEST(DisagreementReport, VolumesDiceAndFlagsPerLabel) {
  const study::Grid grid = {{4, 1, 1}, {10, 10, 5}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  DisagreementReport report;
  report.add("a", grid, std::vector<std::uint8_t>{1, 1, 2, 0}, std::vector<std::uint8_t>{1, 0, 0, 0}, true);
  EXPECT_EQ(report.csv(),
            "case,label,name,volume_before_ml,volume_after_ml,dice_before_after,empty,touches_edge\n"
            "a,1,LV,1,0.5,0.666666666667,0,1\n"
            "a,2,MYO,0.5,0,0,1,1\n"
            "a,3,RV,0,0,nan,1,1\n");
}

}  // namespace
}  // namespace coopseg::segmentation
