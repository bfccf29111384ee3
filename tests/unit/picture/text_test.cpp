#include "picture/text.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace coopseg::picture {
namespace {

std::string written(std::string_view text, std::size_t width, std::size_t height = character_height) {
  RgbImage picture(width, height);
  draw_text(picture, 0, 0, text);
  std::string dots;
  for (std::size_t y = 0; y < height; ++y, dots += '\n')
    for (std::size_t x = 0; x < width; ++x) dots += picture.at(x, y) == white ? '#' : '.';
  return dots;
}

TEST(Text, IsReadable) {
  EXPECT_EQ(written("Lp", 12),
            "#...........\n"
            "#...........\n"
            "#.....####..\n"
            "#.....#...#.\n"
            "#.....#...#.\n"
            "#.....####..\n"
            "#####.#.....\n"
            "......#.....\n");
}

TEST(Text, EveryCharacterIsDifferent) {
  std::set<std::string> pictures;
  for (char character = ' '; character <= '~'; ++character) pictures.insert(written({&character, 1}, character_width));
  pictures.insert(written("\xe9", character_width));
  EXPECT_EQ(pictures.size(), 96U);
  EXPECT_EQ(written("\x7f", character_width), written("\xe9", character_width));
}

TEST(Text, WhatDoesNotFitIsCutOff) { EXPECT_EQ(written("L", 3, 2), "#..\n#..\n"); }

}  // namespace
}  // namespace coopseg::picture
