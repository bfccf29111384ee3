#include "segmentation/heart_field.h"

#include <gtest/gtest.h>

namespace coopseg::segmentation {
namespace {

const study::Grid grid = {{40, 30, 2}, {1, 1, 10}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};

void fill(std::vector<std::uint8_t>& labels, std::size_t x, std::size_t y, std::size_t side, std::uint8_t label) {
  for (std::size_t j = 0; j < side; ++j)
    for (std::size_t i = 0; i < side; ++i) labels[(y + j) * 40 + x + i] = label;
}

TEST(HeartField, IsAboutTheLvWithItsWall) {
  std::vector<std::uint8_t> labels(grid.voxels(), 0);
  EXPECT_FALSE(heart_field(labels, grid, {16, 16}));
  fill(labels, 28, 3, 5, 2);  // about x 30, y 5
  fill(labels, 29, 4, 3, 1);
  fill(labels, 2, 20, 8, 3);  // larger parts elsewhere, without LV or without MYO
  fill(labels, 15, 20, 7, 1);
  const auto field = heart_field(labels, grid, {16, 16});
  ASSERT_TRUE(field);
  EXPECT_EQ(field->size, (slices::SliceSize{16, 16}));
  EXPECT_EQ(field->offset_x, 30 - 8);
  EXPECT_EQ(field->offset_y, 5 - 8) << "it may reach over the slice";
}

}  // namespace
}  // namespace coopseg::segmentation
