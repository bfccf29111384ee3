#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "picture/rgb_image.h"
#include "picture/slice.h"

namespace coopseg::picture {

/// The colour of a label, those of the report's overlays: 1 LV cavity orange, 2 myocardium blue, 3 RV cavity yellow;
/// black for the background, white for any other.
Colour label_colour(std::uint8_t label);

/// Draws the outline of each structure of `labels` [y, x] in its colour into the picture of the slice, a pixel of the
/// picture wide, inside of the structure.
void draw_contours(RgbImage& picture, std::span<const std::uint8_t> labels, const SliceFrame& frame);

/// Labels [y, x] as areas in their colours.
RgbImage draw_labels(std::span<const std::uint8_t> labels, const SliceFrame& frame);

}  // namespace coopseg::picture
