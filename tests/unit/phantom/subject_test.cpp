#include "phantom/subject.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace coopseg::phantom {
namespace {

TEST(Subject, IsKeyedBySeedSiteAndNumber) {
  const double radius = draw_subject(1, "a", 1).heart.ed.radius;
  EXPECT_EQ(draw_subject(1, "a", 1).heart.ed.radius, radius);
  EXPECT_NE(draw_subject(2, "a", 1).heart.ed.radius, radius);
  EXPECT_NE(draw_subject(1, "b", 1).heart.ed.radius, radius);
  EXPECT_NE(draw_subject(1, "a", 2).heart.ed.radius, radius);
}

TEST(Subject, EveryTissueIsThere) {
  const Subject subject = draw_subject(1, "a", 1);
  std::array<std::size_t, tissues> count{};
  for (double z = -20; z < 100; z += 6)
    for (double y = -180; y < 180; y += 2)
      for (double x = -160; x < 160; x += 2)
        ++count.at(static_cast<std::size_t>(subject.tissue_at(Phase::ed, {.x = x, .y = y, .z = z})));
  for (std::size_t tissue = 0; tissue < tissues; ++tissue) EXPECT_GT(count[tissue], 50U) << tissue;
}

TEST(Subject, CavitiesHoldBloodAndPapillaryMusclesAndTheWallIsMuscle) {
  const Subject subject = draw_subject(1, "a", 1);
  std::size_t muscle = 0;
  std::size_t blood = 0;
  for (double z = 5; z < 0.8 * subject.heart.ed.length; z += 3)
    for (double y = -60; y < 60; y += 1)
      for (double x = -60; x < 60; x += 1) {
        const Place place = {.x = x, .y = y, .z = z};
        const Tissue tissue = subject.tissue_at(Phase::ed, place);
        const HeartPart part = subject.heart.ed.part_at(place);
        ASSERT_TRUE(part != HeartPart::myo || tissue == Tissue::myocardium);
        if (part != HeartPart::lv || std::hypot(x, y) > 0.75 * subject.heart.ed.endocardium(std::atan2(y, x), z))
          continue;
        ASSERT_TRUE(tissue == Tissue::blood || tissue == Tissue::myocardium);
        ++(tissue == Tissue::blood ? blood : muscle);
      }
  EXPECT_GT(muscle, blood / 100);
  EXPECT_LT(muscle, blood / 3);
}

}  // namespace
}  // namespace coopseg::phantom
