#include "slices/field.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace coopseg::slices {
namespace {

study::Grid grid_of(std::size_t x, std::size_t y) {
  return {{x, y, 2}, {1, 1, 10}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
}

TEST(Field, CropsAboutTheCentreRoundingDown) {
  const Field field = field_on(grid_of(20, 19), FieldKind::centre, {16, 16});
  EXPECT_EQ(field.offset_x, 2);
  EXPECT_EQ(field.offset_y, 1);
  EXPECT_EQ(field.size, (SliceSize{16, 16}));
}

TEST(Field, PadsAboutTheCentreWithTheLargerHalfInFront) {
  const Field field = field_on(grid_of(13, 14), FieldKind::centre, {16, 16});
  EXPECT_EQ(field.offset_x, -2);
  EXPECT_EQ(field.offset_y, -1);
}

TEST(Field, WholePadsToTheNextMultipleOfSixteen) {
  const Field field = field_on(grid_of(33, 32), FieldKind::whole, {16, 16});
  EXPECT_EQ(field.size, (SliceSize{48, 32}));
  EXPECT_EQ(field.offset_x, -8);
  EXPECT_EQ(field.offset_y, 0);
}

TEST(Field, UnknownNameListsTheKnownOnes) {
  try {
    parse_field("center");
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_STREQ(error.what(), "field 'center': expected one of centre, whole, heart");
  }
}

}  // namespace
}  // namespace coopseg::slices
