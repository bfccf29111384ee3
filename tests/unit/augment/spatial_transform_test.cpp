#include "augment/spatial_transform.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

namespace coopseg::augment {
namespace {

constexpr slices::SliceSize square = {32, 32};

struct Place {
  double x;
  double y;
};

Place source(const AffineMap& map, double x, double y) {
  return {map.xx * x + map.xy * y + map.x0, map.yx * x + map.yy * y + map.y0};
}

void expect_source(const SpatialTransform& transform, Place view, Place slice) {
  const Place found = source(source_map(transform, square, square), view.x, view.y);
  EXPECT_NEAR(found.x, slice.x, 1e-12);
  EXPECT_NEAR(found.y, slice.y, 1e-12);
}

TEST(SpatialTransform, TheIdentityIsTheCentreCrop) {
  const AffineMap map = source_map({}, {36, 40}, {32, 32});
  EXPECT_EQ(map.x0, 2.0);
  EXPECT_EQ(map.y0, 4.0);
  EXPECT_EQ(map.xx, 1.0);
  EXPECT_EQ(map.yy, 1.0);
  EXPECT_EQ(map.xy, 0.0);
  EXPECT_EQ(map.yx, 0.0);
}

TEST(SpatialTransform, FlipsMirrorAboutTheCentre) {
  expect_source({.flip_x = true}, {26, 9}, {5, 9});
  expect_source({.flip_y = true}, {5, 22}, {5, 9});
}

TEST(SpatialTransform, AQuarterTurnTakesXToY) {
  // Offsets from the centre (15.5, 15.5): (4.5, 0.5) goes to (-0.5, 4.5).
  expect_source({.rotation = std::numbers::pi / 2}, {15, 20}, {20, 16});
}

TEST(SpatialTransform, ShiftsAreFractionsOfTheField) {
  expect_source({.shift_x = 0.125, .shift_y = -0.25}, {24, 8}, {20, 16});
}

TEST(SpatialTransform, ZoomBelowOneMagnifiesAlongItsAxis) {
  expect_source({.zoom_x = 0.5}, {15.5 + 8, 15.5 + 8}, {15.5 + 4, 15.5 + 8});
  expect_source({.zoom_y = 0.5}, {15.5 + 8, 15.5 + 8}, {15.5 + 8, 15.5 + 4});
}

TEST(SpatialTransform, FlipsThenRotatesThenZoomsThenShifts) {
  const SpatialTransform all = {
      .flip_x = true, .rotation = 0.4, .shift_x = 0.1, .shift_y = 0.05, .zoom_x = 1.25, .zoom_y = 2};
  const double x = 7.0 - 15.5;  // of the slice, from the centre
  const double y = 20.0 - 15.5;
  const double turned_x = std::cos(0.4) * -x - std::sin(0.4) * y;
  const double turned_y = std::sin(0.4) * -x + std::cos(0.4) * y;
  expect_source(all, {15.5 + turned_x / 1.25 + 3.2, 15.5 + turned_y / 2 + 1.6}, {7, 20});
}

TEST(SpatialTransform, DrawsHaveThePublishedRangesAndFrequencies) {
  int flips = 0;
  double least_zoom = 2.0;
  double largest_zoom = 0.0;
  double largest_ratio = 0.0;
  double largest_shift = 0.0;
  std::set<long> eighths;
  for (int i = 0; i < 4000; ++i) {
    core::RandomStream random(7, i, "augmentation");
    const SpatialTransform transform = draw_spatial(random);
    flips += transform.flip_x ? 1 : 0;
    least_zoom = std::min({least_zoom, transform.zoom_x, transform.zoom_y});
    largest_zoom = std::max({largest_zoom, transform.zoom_x, transform.zoom_y});
    largest_ratio = std::max(largest_ratio, transform.zoom_x / transform.zoom_y);
    largest_shift = std::max({largest_shift, std::abs(transform.shift_x), std::abs(transform.shift_y)});
    const double degrees = transform.rotation * 180.0 / std::numbers::pi;
    EXPECT_LE(std::abs(std::remainder(degrees, 45.0)), 15.0 + 1e-9);
    eighths.insert(std::lround(degrees / 45.0));
  }
  EXPECT_NEAR(flips / 4000.0, 0.2, 0.03);
  EXPECT_NEAR(least_zoom, 0.8, 0.005);
  EXPECT_NEAR(largest_zoom, 1.1, 0.005);
  EXPECT_GT(largest_ratio, 1.3);  // drawn apart
  EXPECT_NEAR(largest_shift, 0.1, 0.002);
  EXPECT_LE(largest_shift, 0.1);
  EXPECT_EQ(eighths.size(), 8U);
}

}  // namespace
}  // namespace coopseg::augment
