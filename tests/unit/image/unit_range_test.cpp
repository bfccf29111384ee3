#include "image/unit_range.h"

#include <gtest/gtest.h>

#include <vector>

namespace coopseg::image {
namespace {

TEST(UnitRange, MapsTheExtremesToZeroAndOne) {
  std::vector<float> volume = {-2, 6, 0};
  scale_to_unit_range(volume);
  EXPECT_EQ(volume, (std::vector<float>{0, 1, 0.25}));
}

TEST(UnitRange, MakesAConstantVolumeZero) {
  std::vector<float> volume = {5, 5, 5};
  scale_to_unit_range(volume);
  EXPECT_EQ(volume, (std::vector<float>{0, 0, 0}));
}

}  // namespace
}  // namespace coopseg::image
