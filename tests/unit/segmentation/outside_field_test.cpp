#include "segmentation/outside_field.h"

#include <gtest/gtest.h>

namespace coopseg::segmentation {
namespace {

TEST(KeepOutside, VoxelsWhoseCentreTheFieldDoesNotHoldStay) {
  study::Case subject;
  subject.grid = {{8, 1, 1}, {2, 1, 1}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  subject.native.emplace();
  subject.native->grid = {{16, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  const slices::Field field = {{4, 1}, 2, 0};  // voxels 2 to 5 of the case, 4 to 11 of the native grid
  const std::vector<std::uint8_t> original(16, 1);
  const auto kept = keep_outside(field, subject, original, std::vector<std::uint8_t>(16, 3));
  EXPECT_EQ(kept, (std::vector<std::uint8_t>{1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1}));
}

TEST(KeepOutside, NothingStaysWhereTheFieldIsLargerThanTheSlice) {
  study::Case subject;
  subject.grid = {{2, 2, 2}, {1, 1, 1}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  subject.native.emplace();
  subject.native->grid = subject.grid;
  const auto kept =
      keep_outside({{4, 4}, -1, -1}, subject, std::vector<std::uint8_t>(8, 1), std::vector<std::uint8_t>(8, 2));
  EXPECT_EQ(kept, std::vector<std::uint8_t>(8, 2));
}

}  // namespace
}  // namespace coopseg::segmentation
