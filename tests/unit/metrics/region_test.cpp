#include "metrics/region.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <string>

#include "metrics/region_shape.h"

namespace coopseg::metrics {
namespace {

/// Rows of '#' (inside) and '.', framed.
Region region_of(const std::vector<std::string>& rows) {
  Region region{rows.front().size() + 2, rows.size() + 2, {}};
  region.pixels.assign(region.width * region.height, 0);
  for (std::size_t y = 0; y < rows.size(); ++y)
    for (std::size_t x = 0; x < rows[y].size(); ++x) region.pixels[(y + 1) * region.width + x + 1] = rows[y][x] == '#';
  return region;
}

TEST(Region, HolesLeakThroughCornersWhereThoseJoin) {
  const Region diamond = region_of({".#.", "#.#", ".#."});
  EXPECT_EQ(holes(diamond, Neighbours::edges).area(), 1U);
  EXPECT_EQ(holes(diamond, Neighbours::corners).area(), 0U);
  EXPECT_EQ(filled(diamond, Neighbours::edges).area(), 5U);
  EXPECT_EQ(holes(region_of({"###", "#.#", "###"}), Neighbours::corners).area(), 1U);
}

TEST(Region, ComponentsAreJoinedOverCorners) {
  const auto parts = components(region_of({"#..#", ".#..", "...#"}));
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0].area(), 2U);
}

TEST(Region, DilationAndErosionTakeThreeByThree) {
  EXPECT_EQ(dilated(region_of({"...", ".#.", "..."})).area(), 9U);
  EXPECT_EQ(dilated(region_of({"#..", "...", "..."})).area(), 4U);
  EXPECT_EQ(eroded(region_of({"###", "###", "###"})).area(), 1U);
  EXPECT_EQ(eroded(region_of({"###", "###", "##."})).area(), 0U);
}

TEST(RegionShape, HullTakesPixelsOnItsEdge) {
  EXPECT_EQ(convex_hull(region_of({"#.", "..", ".#"})).area(), 4U);
  EXPECT_EQ(convex_hull(region_of({"#..", "...", "..#"})).area(), 3U);
  EXPECT_EQ(convex_hull(region_of({"#.#", "...", "#.#"})).area(), 9U);
  EXPECT_EQ(convex_hull(region_of({"..#..", ".....", "#...#"})).area(), 9U);
}

TEST(RegionShape, ConcavityIsTheDepthOfTheBayInMillimetres) {
  std::vector<std::string> rows(9, "###########");
  for (std::size_t y = 0; y < 6; ++y) rows[y] = "##.......##";
  EXPECT_DOUBLE_EQ(concavity(region_of(rows), 1.0, 1.0), 5.0);  // from (5, 4) to above the hull
  EXPECT_DOUBLE_EQ(concavity(region_of(rows), 1.0, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(concavity(region_of({"###", "###", "###"}), 1.0, 1.0), 0.0);
}

TEST(RegionShape, CircularityOfASquare) {
  const Region square = region_of({"#####", "#####", "#####", "#####", "#####"});
  EXPECT_DOUBLE_EQ(circularity(square), 4.0 * std::numbers::pi * 25.0 / (16.0 * 16.0));
  EXPECT_TRUE(std::isnan(circularity(region_of({"#"}))));
}

}  // namespace
}  // namespace coopseg::metrics
