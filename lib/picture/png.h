#pragma once

#include "core/files.h"
#include "picture/rgb_image.h"

namespace coopseg::picture {

/// The picture as a PNG file (8-bit RGB, no time, no text): the same bytes for the same picture and libpng.
core::Bytes encode_png(const RgbImage& image);

}  // namespace coopseg::picture
