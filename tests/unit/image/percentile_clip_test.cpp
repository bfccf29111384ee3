#include "image/percentile_clip.h"

#include <gtest/gtest.h>

#include <vector>

namespace coopseg::image {
namespace {

TEST(Percentile, InterpolatesBetweenOrderStatisticsAsNumpyDoes) {
  const std::vector<float> values = {50, 10, 40, 20, 30};
  EXPECT_DOUBLE_EQ(percentile(values, 0), 10);
  EXPECT_DOUBLE_EQ(percentile(values, 2), 10.8);
  EXPECT_DOUBLE_EQ(percentile(values, 50), 30);
  EXPECT_DOUBLE_EQ(percentile(values, 98), 49.2);
  EXPECT_DOUBLE_EQ(percentile(values, 100), 50);
  EXPECT_DOUBLE_EQ(percentile(std::vector<float>{7}, 98), 7);
}

TEST(PercentileClip, HoldsBothTails) {
  std::vector<float> volume = {50, 10, 40, 20, 30};
  clip_to_percentiles(volume, 25, 90);
  EXPECT_EQ(volume, (std::vector<float>{46, 20, 40, 20, 30}));
}

}  // namespace
}  // namespace coopseg::image
