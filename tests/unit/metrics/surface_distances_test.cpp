#include "metrics/surface_distances.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/error.h"
#include "core/random.h"
#include "metrics/distance_map.h"

namespace coopseg::metrics {
namespace {

using Spacing = std::array<double, 3>;

constexpr Spacing spacing = {1.5, 2.0, 7.0};

/// Every distance against every site, whatever the transform does.
TEST(DistanceMap, IsTheLeastOfAllDistances) {
  core::RandomStream random(1, "distance map");
  for (int round = 0; round < 20; ++round) {
    Surface surface{.size = {7, 6, 5}, .points = {}, .weights = {}};
    const std::size_t points = 7 * 6 * 5;
    for (std::size_t i = 0; i < points; ++i)
      if (random.chance(round < 10 ? 0.02 : 0.3)) surface.points.push_back(i);
    if (surface.points.empty()) surface.points = {17};
    const DistanceMap map(surface, spacing);
    const auto position = [](std::size_t i) {
      return Spacing{1.5 * static_cast<double>(i % 7), 2.0 * static_cast<double>(i / 7 % 6),
                     7.0 * static_cast<double>(i / 42)};
    };
    for (std::size_t i = 0; i < points; ++i) {
      double least = 1e300;
      for (const std::size_t site : surface.points) {
        double squared = 0.0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
          const double offset = position(i)[axis] - position(site)[axis];
          squared += offset * offset;
        }
        least = std::min(least, squared);
      }
      ASSERT_DOUBLE_EQ(map.squared(i), least) << "round " << round << ", point " << i;
    }
  }
}

SurfaceDistances example() {
  return {.from_reference = {.distances = {0.0, 1.0, 4.0}, .weights = {6.0, 3.0, 1.0}},
          .from_prediction = {.distances = {2.0, 2.0 + 1e-7}, .weights = {2.0, 2.0}}};
}

TEST(SurfaceDistances, WeighTheElements) {
  const SurfaceDistances distances = example();
  EXPECT_DOUBLE_EQ(distances.hausdorff(), 4.0);
  EXPECT_DOUBLE_EQ(distances.from_reference.mean(), 0.7);
  EXPECT_NEAR(distances.assd(), (7.0 + 8.0) / 14.0, 1e-6);
  EXPECT_NEAR(distances.masd(), 0.5 * (0.7 + 2.0), 1e-6);
}

TEST(SurfaceDistances, PercentileTakesNoValueBetween) {
  const SurfaceDistances distances = example();
  EXPECT_DOUBLE_EQ(distances.from_reference.percentile(60.0), 0.0);
  EXPECT_DOUBLE_EQ(distances.from_reference.percentile(60.1), 1.0);
  EXPECT_DOUBLE_EQ(distances.from_reference.percentile(95.0), 4.0);
  EXPECT_DOUBLE_EQ(distances.percentile(50.0), 2.0);
}

TEST(SurfaceDistances, ToleranceAllowsForRounding) {
  EXPECT_DOUBLE_EQ(example().nsd(2.0), (9.0 + 4.0) / 14.0);
  EXPECT_DOUBLE_EQ(example().nsd(1.0), 9.0 / 14.0);
}

TEST(SurfaceDistances, SurfacesMustBeThereOnOneLattice) {
  const Surface one{.size = {2, 2, 2}, .points = {3}, .weights = {1.0}};
  const Surface none{.size = {2, 2, 2}, .points = {}, .weights = {}};
  const Surface other{.size = {2, 2, 1}, .points = {3}, .weights = {1.0}};
  EXPECT_THROW(surface_distances(one, none, spacing), core::Error);
  EXPECT_THROW(surface_distances(none, one, spacing), core::Error);
  EXPECT_THROW(surface_distances(one, other, spacing), core::Error);
}

}  // namespace
}  // namespace coopseg::metrics
