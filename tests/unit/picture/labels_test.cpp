#include "picture/labels.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace coopseg::picture {
namespace {

constexpr Colour grey = {9, 9, 9};

// A letter a pixel: the label's number, or a dot for what is grey or black.
std::string drawn(const RgbImage& picture) {
  std::string text;
  for (std::size_t y = 0; y < picture.height(); ++y, text += '\n')
    for (std::size_t x = 0; x < picture.width(); ++x) {
      char letter = '.';
      for (const char label : {1, 2, 3})
        if (picture.at(x, y) == label_colour(static_cast<std::uint8_t>(label))) letter = static_cast<char>('0' + label);
      text += letter;
    }
  return text;
}

const std::vector<std::uint8_t> ring = {0, 0, 0, 0, 0,  //
                                        2, 2, 2, 2, 0,  //
                                        2, 1, 1, 2, 0,  //
                                        2, 2, 2, 2, 3};

TEST(Labels, ContoursLieInsideOfTheirStructure) {
  RgbImage picture(10, 8, grey);
  draw_contours(picture, ring, {5, 4, 2});
  EXPECT_EQ(drawn(picture),
            "..........\n"
            "..........\n"
            "22222222..\n"
            "..2222.2..\n"
            ".2111122..\n"
            ".2111122..\n"
            "..2222.233\n"
            ".......23.\n");
  EXPECT_EQ(picture.at(0, 0), grey);
}

TEST(Labels, AreasAreFilled) {
  EXPECT_EQ(drawn(draw_labels(ring, {5, 4, 1})),
            ".....\n"
            "2222.\n"
            "2112.\n"
            "22223\n");
}

TEST(Labels, ColoursDiffer) {
  EXPECT_EQ(label_colour(0), black);
  EXPECT_EQ(label_colour(7), white);
  for (const std::uint8_t a : {0, 1, 2, 3})
    for (const std::uint8_t b : {0, 1, 2, 3}) EXPECT_EQ(label_colour(a) == label_colour(b), a == b);
}

}  // namespace
}  // namespace coopseg::picture
