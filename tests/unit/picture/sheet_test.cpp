#include "picture/sheet.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/error.h"

namespace coopseg::picture {
namespace {

constexpr Colour red = {255, 0, 0};
constexpr Colour green = {0, 255, 0};
constexpr Colour blue = {0, 0, 255};

TEST(Sheet, TilesStandInRows) {
  const std::vector<Tile> tiles = {{RgbImage(10, 6, red), ""}, {RgbImage(8, 8, green), ""}, {RgbImage(1, 1, blue), ""}};
  const RgbImage sheet = make_sheet(tiles, 2);
  EXPECT_EQ(sheet.width(), 4U + 14 + 14);
  EXPECT_EQ(sheet.height(), 4U + 12 + 12);
  EXPECT_EQ(sheet.at(4, 4), red);
  EXPECT_EQ(sheet.at(13, 9), red);
  EXPECT_EQ(sheet.at(14, 9), black);
  EXPECT_EQ(sheet.at(13, 10), black);
  EXPECT_EQ(sheet.at(18, 4), green);
  EXPECT_EQ(sheet.at(4, 16), blue);
}

TEST(Sheet, CaptionsStandAboveTheirTilesAndEndWithTheCell) {
  const std::vector<Tile> tiles = {{RgbImage(14, 6, red), "HHHH"}, {RgbImage(14, 6, green), ""}};
  const RgbImage sheet = make_sheet(tiles, 4);
  EXPECT_EQ(sheet.width(), 4U + 18 + 18);
  EXPECT_EQ(sheet.height(), 4U + 10 + 6 + 4);
  EXPECT_EQ(sheet.at(4, 4), white);
  EXPECT_EQ(sheet.at(4 + 6, 4), white);
  for (std::size_t x = 4 + 12; x < sheet.width(); ++x) EXPECT_EQ(sheet.at(x, 4), black) << x;
  EXPECT_EQ(sheet.at(4, 14), red);
  EXPECT_EQ(sheet.at(22, 14), green);
}

TEST(Sheet, NeedsATile) { EXPECT_THROW(make_sheet({}, 3), core::Error); }

}  // namespace
}  // namespace coopseg::picture
