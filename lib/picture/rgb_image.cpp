#include "picture/rgb_image.h"

#include <algorithm>

namespace coopseg::picture {

void RgbImage::paste(const RgbImage& other, std::size_t x, std::size_t y) {
  if (x >= width_) return;
  const std::size_t columns = std::min(other.width_, width_ - x);
  for (std::size_t row = 0; row < other.height_ && y + row < height_; ++row)
    std::copy_n(&other.at(0, row), columns, &at(x, y + row));
}

}  // namespace coopseg::picture
