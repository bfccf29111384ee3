#pragma once

#include <cstddef>
#include <span>

#include "picture/rgb_image.h"

namespace coopseg::picture {

/// The size of a slice in its own pixels, and how many pixels of a picture each side of one takes.
struct SliceFrame {
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t zoom = 1;
};

/// What is black and what is white.
struct GreyWindow {
  float low = 0.0F;
  float high = 1.0F;
};

/// A slice [y, x] in grey, bilinear between pixel centres.
RgbImage draw_slice(std::span<const float> slice, const SliceFrame& frame, GreyWindow window = {});

}  // namespace coopseg::picture
