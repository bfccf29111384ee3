#include "segmentation/heart_field.h"

#include <gtest/gtest.h>

namespace coopseg::segmentation {
namespace {

const study::Grid grid = {{40, 30, 2}, {1, 1, 10}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};

void fill(std::vector<std::uint8_t>& labels, std::size_t x, std::size_t y, std::size_t side, std::uint8_t label) {
  for (std::size_t j = 0; j < side; ++j)
    for (std::size_t i = 0; i < side; ++i) labels[(y + j) * 40 + x + i] = label;
}

TEST(Sightings, TheLvWithItsWallIsFirst) {
  std::vector<std::uint8_t> labels(grid.voxels(), 0);
  EXPECT_TRUE(sightings(labels, grid, {16, 16}, 3).empty());
  fill(labels, 28, 3, 5, 2);  // about x 30, y 5
  fill(labels, 29, 4, 3, 1);
  fill(labels, 2, 20, 8, 3);  // larger parts elsewhere, without LV or without MYO
  fill(labels, 15, 20, 7, 1);
  EXPECT_EQ(sightings(labels, grid, {16, 16}, 3).size(), 3);
  const auto found = sightings(labels, grid, {16, 16}, 2);
  ASSERT_EQ(found.size(), 2);
  EXPECT_EQ(found[0], (slices::Field{{16, 16}, 30 - 8, 5 - 8})) << "it may reach over the slice";
  EXPECT_EQ(found[1], (slices::Field{{16, 16}, 18 - 8, 23 - 8}));
}

/// A scan whose one heart, LV in MYO, has its middle at (x, y).
study::Case scan_with_heart(std::size_t x, std::size_t y) {
  study::Case subject;
  subject.grid = grid;
  subject.label.emplace(grid.voxels(), std::uint8_t{0});
  fill(*subject.label, x - 4, y - 4, 9, 2);
  fill(*subject.label, x - 2, y - 2, 5, 1);
  return subject;
}

/// Sees the heart in a small window; of the whole slice a corner of it. In every window sees what is none: more of it,
/// and always at the same place of the window.
std::vector<std::uint8_t> seen(const study::Case& subject, const slices::Field& field) {
  std::vector<std::uint8_t> labels(subject.label->size(), 0);
  const bool is_whole = field.size.x > 16;
  for (std::size_t voxel = 0; voxel < labels.size(); ++voxel) {
    const auto x = static_cast<long>(voxel % grid.size[0]) - field.offset_x;
    const auto y = static_cast<long>(voxel / grid.size[0] % grid.size[1]) - field.offset_y;
    const auto corner = voxel >= 41 ? voxel - 41 : voxel;
    const bool is_seen = !is_whole || ((*subject.label)[corner] == 1 && (*subject.label)[voxel] == 1);
    if (x >= 0 && y >= 0 && x < field.size.x && y < field.size.y && is_seen) labels[voxel] = (*subject.label)[voxel];
  }
  if (is_whole) fill(labels, 24, 19, 5, 1);
  if (!is_whole && field.offset_x > 0 && field.offset_y > 0 && field.offset_x < 24)
    fill(labels, static_cast<std::size_t>(field.offset_x), static_cast<std::size_t>(field.offset_y), 2, 1);
  return labels;
}

TEST(FollowHeart, PutsTheWindowOnItWhereverItIs) {
  const slices::Field whole = {{48, 32}, -4, -1};
  const slices::Field middle = {{16, 16}, 12, 7};
  for (const std::size_t x : {4, 9, 20, 35})
    for (const std::size_t y : {4, 15, 25}) {
      study::Case subject = scan_with_heart(x, y);
      const slices::Field field = follow_heart(seen, subject, whole, middle);
      EXPECT_EQ(field.size, middle.size);
      EXPECT_EQ(field.offset_x, static_cast<long>(x) - 8) << x << ", " << y;
      EXPECT_EQ(field.offset_y, static_cast<long>(y) - 8) << x << ", " << y;
    }
}

TEST(FollowHeart, StaysInTheMiddleWhereNothingIsFound) {
  study::Case subject = scan_with_heart(9, 9);
  const auto nothing = [](const study::Case& of, const slices::Field&) {
    return std::vector<std::uint8_t>(of.grid.voxels(), 0);
  };
  const slices::Field middle = {{16, 16}, 12, 7};
  EXPECT_EQ(follow_heart(nothing, subject, {{48, 32}, -4, -1}, middle), middle);
}

}  // namespace
}  // namespace coopseg::segmentation
