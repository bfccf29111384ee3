#include "study/same_geometry.h"

#include <gtest/gtest.h>

#include <cmath>

#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::study {
namespace {

study::Grid make_grid() {
  return {
      .size = {8, 6, 4}, .spacing = {1.5, 1.5, 10}, .origin = {-10, 20, 30}, .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
}

std::string compare(const study::Grid& other) {
  return message_of([&] { check_same_geometry(make_grid(), "a.nii", other, "b.nii"); });
}

TEST(SameGeometry, TakesDifferencesWithinTheTolerances) {
  study::Grid other = make_grid();
  other.spacing[0] *= 1.0009;
  other.origin[0] += 0.0009 * 1.5;
  other.origin[2] -= 0.0009 * 10;
  other.direction = {std::cos(9e-5), -std::sin(9e-5), 0, std::sin(9e-5), std::cos(9e-5), 0, 0, 0, 1};
  EXPECT_EQ(compare(other), "");
}

TEST(SameGeometry, PrintsBothValuesAndTheTolerance) {
  study::Grid other = make_grid();
  other.size[2] = 5;
  EXPECT_EQ(compare(other), "geometry: size (8, 6, 4) in a.nii, (8, 6, 5) in b.nii; tolerance: equal");
  other = make_grid();
  other.spacing[1] = 1.502;
  EXPECT_EQ(compare(other),
            "geometry: spacing (1.5, 1.5, 10) in a.nii, (1.5, 1.502, 10) in b.nii; tolerance: 1e-3 of a voxel");
  other = make_grid();
  other.origin[0] += 0.0011 * 1.5;
  EXPECT_EQ(compare(other),
            "geometry: origin (-10, 20, 30) in a.nii, (-9.99835, 20, 30) in b.nii; tolerance: 1e-3 of a voxel");
  other = make_grid();
  other.direction[1] = 2e-4;
  EXPECT_EQ(compare(other),
            "geometry: direction (1, 0, 0, 0, 1, 0, 0, 0, 1) in a.nii, (1, 0.0002, 0, 0, 1, 0, 0, 0, 1) in b.nii; "
            "tolerance: 1e-4");
}

TEST(SameGeometry, MeasuresTheOriginAlongTheAxes) {
  study::Grid a = make_grid();
  a.direction = {0, 0, 1, 1, 0, 0, 0, 1, 0};  // the first scanner axis runs along z, of 10 mm
  study::Grid b = a;
  b.origin[0] += 0.009;
  EXPECT_NO_THROW(check_same_geometry(a, "a", b, "b"));
  b.origin[1] += 0.009;
  EXPECT_THROW(check_same_geometry(a, "a", b, "b"), core::Error);
}

}  // namespace
}  // namespace coopseg::study
