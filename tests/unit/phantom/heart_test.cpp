#include "phantom/heart.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <set>
#include <string>

namespace coopseg::phantom {
namespace {

/// Counts the places of a lattice of 1 x 1 x 2 mm in each part, mL.
Volumes counted(const Heart& heart) {
  Volumes volumes;
  for (double z = heart.valve_plane + 1.0; z < heart.valve_plane + heart.length + heart.wall; z += 2.0)
    for (double y = -119.5; y < 120.0; y += 1.0)
      for (double x = -149.5; x < 150.0; x += 1.0) switch (heart.part_at({.x = x, .y = y, .z = z})) {
          case HeartPart::none:
            break;
          case HeartPart::lv:
            volumes.lv += 2e-3;
            break;
          case HeartPart::myo:
            volumes.myo += 2e-3;
            break;
          case HeartPart::rv:
            volumes.rv += 2e-3;
        }
  return volumes;
}

void expect_near(const Volumes& found, const Volumes& expected, double relative) {
  EXPECT_NEAR(found.lv, expected.lv, relative * expected.lv);
  EXPECT_NEAR(found.myo, expected.myo, relative * expected.myo);
  EXPECT_NEAR(found.rv, expected.rv, relative * expected.rv);
}

BeatingHeart drawn(std::uint64_t seed) {
  core::RandomStream random(seed);
  return draw_heart(random, seed + 1);
}

TEST(Heart, VolumesAreThoseOfItsParts) {
  for (std::uint64_t seed = 0; seed < 2; ++seed) {
    const BeatingHeart heart = drawn(seed);
    expect_near(counted(heart.ed), heart.ed.volumes(), 0.01);
    expect_near(counted(heart.es), heart.es.volumes(), 0.01);
  }
}

TEST(Heart, ARoundLvHasItsClosedForm) {
  const Heart heart = {.radius = 20, .length = 80, .wall = 0, .rv_width = 0};
  EXPECT_NEAR(heart.volumes().lv, std::numbers::pi * 400 * 80 * 2.4 / 3.4 / 1000, 1e-9);
  EXPECT_NEAR(heart.volumes().myo, 0.0, 1e-9);
  EXPECT_EQ(heart.volumes().rv, 0.0);
}

TEST(Heart, NothingOfTheVentriclesLiesAboveTheValvesOrBeyondTheApex) {
  const Heart heart = drawn(1).es;
  ASSERT_GT(heart.valve_plane, 1.0);
  EXPECT_EQ(heart.part_at({.x = 1, .y = 1, .z = heart.valve_plane - 0.1}), HeartPart::none);
  EXPECT_EQ(heart.part_at({.x = 1, .y = 1, .z = heart.valve_plane + 0.1}), HeartPart::lv);
  EXPECT_EQ(heart.part_at({.x = 0, .y = 0, .z = heart.valve_plane + heart.length + heart.wall}), HeartPart::none);
}

TEST(Heart, TheRvLiesAtNegativeXNextToTheWall) {
  const Heart heart = drawn(2).ed;
  const double wall = heart.epicardium(std::numbers::pi, 20.0);
  EXPECT_EQ(heart.part_at({.x = -wall + 0.1, .y = 0, .z = 20}), HeartPart::myo);
  EXPECT_EQ(heart.part_at({.x = -wall - 0.1, .y = 0, .z = 20}), HeartPart::rv);
  EXPECT_EQ(heart.part_at({.x = wall + 30, .y = 0, .z = 20}), HeartPart::none);
}

TEST(Heart, AHeartbeatEjectsBloodAndKeepsTheWall) {
  std::set<std::string> groups;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const BeatingHeart heart = drawn(seed);
    groups.insert(heart.group);
    const Volumes ed = heart.ed.volumes();
    const Volumes es = heart.es.volumes();
    const double ejection_fraction = 1.0 - es.lv / ed.lv;
    EXPECT_GT(ejection_fraction, 0.14) << seed;
    EXPECT_LT(ejection_fraction, 0.79) << seed;
    EXPECT_NEAR(es.myo, ed.myo, 1e-6 * ed.myo) << seed;
    EXPECT_GT(1.0 - es.rv / ed.rv, 0.29) << seed;
    EXPECT_LT(1.0 - es.rv / ed.rv, 0.71) << seed;
    EXPECT_GT(heart.es.wall, heart.ed.wall) << seed;
    EXPECT_LT(heart.es.length, heart.ed.length) << seed;
    const std::string group = heart.group;
    EXPECT_TRUE(group != "HCM" || heart.ed.wall > 11.9) << seed;
    EXPECT_TRUE(group != "DCM" || ed.lv > 179.0) << seed;
  }
  EXPECT_EQ(groups, (std::set<std::string>{"DCM", "HCM", "MINF", "NOR", "RV"}));
}

}  // namespace
}  // namespace coopseg::phantom
