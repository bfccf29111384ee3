#include "metrics/components.h"

#include <gtest/gtest.h>

namespace coopseg::metrics {
namespace {

const study::Grid grid = {{3, 3, 2}, {1, 1, 1}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};

TEST(Components, AreJoinedOverCornersAndSlices) {
  const std::vector<std::uint8_t> labels = {1, 0, 0, 0, 0, 0, 0, 0, 1,  //
                                            0, 0, 0, 0, 1, 0, 0, 0, 0};
  const auto parts = components(labels, grid, [](std::uint8_t label) { return label == 1; });
  ASSERT_EQ(parts.size(), 1U) << "over the middle of the next slice";
  EXPECT_EQ(parts.front().size(), 3U);
}

TEST(KeepLargestComponents, OfEachLabelTheFirstOnATie) {
  std::vector<std::uint8_t> labels = {1, 0, 2, 0, 0, 2, 1, 0, 3,  //
                                      0, 0, 0, 0, 0, 0, 1, 0, 0};
  keep_largest_components(labels, grid);
  EXPECT_EQ(labels, (std::vector<std::uint8_t>{0, 0, 2, 0, 0, 2, 1, 0, 3,  //
                                               0, 0, 0, 0, 0, 0, 1, 0, 0}));
  labels = {2, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  keep_largest_components(labels, grid);
  EXPECT_EQ(labels.front(), 2);
  EXPECT_EQ(labels[2], 0);
}

}  // namespace
}  // namespace coopseg::metrics
