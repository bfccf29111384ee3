#include "segmentation/disagreement.h"

#include <gtest/gtest.h>

#include <cmath>

namespace coopseg::segmentation {
namespace {

const study::Grid grid = {{4, 1, 1}, {10, 10, 5}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};

TEST(Disagreement, IsUndefinedWhereNeitherSideHasALabel) {
  const std::vector<std::uint8_t> nothing(4, 0);
  EXPECT_TRUE(std::isnan(disagreement(changes_between(nothing, nothing, grid))));
}

TEST(Report, VolumesDiceAndFindingsPerFrameAndLabel) {
  const std::vector<std::uint8_t> before = {1, 1, 2, 0};
  const LabelChanges changes = changes_between(before, std::vector<std::uint8_t>{1, 0, 0, 0}, grid);
  EXPECT_DOUBLE_EQ(disagreement(changes), 1 - (2.0 / 3 + 0) / 2);
  Findings findings;
  findings.add(Finding::edge, 0, 0, "");
  findings.add(Finding::gap, 1, 2, "");
  findings.add(Finding::mass, std::nullopt, 2, "");
  EXPECT_EQ(report_header(),
            "case,label,name,volume_before_ml,volume_after_ml,dice_before_after,empty,touches_edge,frame,gap,volume,ef,"
            "mass,uncertain\n");
  EXPECT_EQ(report_rows("a", std::array{changes, changes}, findings),
            "a,1,LV,1,0.5,0.666666666667,0,1,0,0,0,0,0,0\n"
            "a,2,MYO,0.5,0,0,1,1,0,0,0,0,1,0\n"
            "a,3,RV,0,0,nan,1,1,0,0,0,0,0,0\n"
            "a,1,LV,1,0.5,0.666666666667,0,0,1,0,0,0,0,0\n"
            "a,2,MYO,0.5,0,0,1,0,1,1,0,0,1,0\n"
            "a,3,RV,0,0,nan,1,0,1,0,0,0,0,0\n");
}

}  // namespace
}  // namespace coopseg::segmentation
