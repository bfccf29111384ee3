#include "train/quality_threshold.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace coopseg::train {
namespace {

TEST(QualityThreshold, IsTheLargestOfFewGoodCasesAndLeavesOutFailedAndEmptyOnes) {
  const std::vector<CaseQuality> cases = {
      {0.1, 0.9}, {0.3, 0.7}, {0.2, 0.8}, {0.6, 0.699}, {std::numeric_limits<double>::quiet_NaN(), 0.9}};
  EXPECT_EQ(quality_threshold(cases), 0.3);
}

TEST(QualityThreshold, IsTheConformalQuantileOfMany) {
  // n good cases with disagreements 1/1000 .. n/1000: rank ceil(0.95 (n + 1)).
  for (const auto& [n, rank] : {std::pair{18, 18}, {19, 19}, {20, 20}, {38, 38}, {39, 38}, {40, 39}, {99, 95}}) {
    std::vector<CaseQuality> cases;
    for (int i = n; i > 0; --i) cases.push_back({i / 1000.0, 0.9});
    EXPECT_EQ(quality_threshold(cases), rank / 1000.0) << n;
  }
}

TEST(QualityThreshold, IsMissingWhereEveryCaseFailed) {
  EXPECT_FALSE(quality_threshold(std::vector<CaseQuality>{{0.1, 0.5}}));
  EXPECT_FALSE(quality_threshold({}));
}

}  // namespace
}  // namespace coopseg::train
