#pragma once

#include <cstddef>
#include <string_view>

#include "picture/rgb_image.h"

namespace coopseg::picture {

constexpr std::size_t character_width = 6;   ///< pixels, the gap to the next one included
constexpr std::size_t character_height = 8;  ///< pixels, the descender included

/// Writes ASCII text from the upper left corner (x, y) on in a fixed 5 x 7 font; what does not fit is cut off, any
/// other character is drawn as a box.
void draw_text(RgbImage& picture, std::size_t x, std::size_t y, std::string_view text, Colour colour = white);

}  // namespace coopseg::picture
