#include "picture/slice.h"

#include <algorithm>
#include <cmath>

namespace coopseg::picture {
namespace {

/// The two pixels of the slice that a pixel of the picture lies between, and the part of the second.
struct Between {
  std::size_t first;
  std::size_t second;
  float part;
};

Between between(std::size_t pixel, std::size_t zoom, std::size_t count) {
  const double place = (static_cast<double>(pixel) + 0.5) / static_cast<double>(zoom) - 0.5;
  const double inside = std::clamp(place, 0.0, static_cast<double>(count - 1));
  const auto first = static_cast<std::size_t>(inside);
  return {first, std::min(first + 1, count - 1), static_cast<float>(inside - static_cast<double>(first))};
}

float mix(float first, float second, float part) { return (1.0F - part) * first + part * second; }

}  // namespace

RgbImage draw_slice(std::span<const float> slice, const SliceFrame& frame, GreyWindow window) {
  RgbImage picture(frame.width * frame.zoom, frame.height * frame.zoom);
  for (std::size_t y = 0; y < picture.height(); ++y) {
    const Between rows = between(y, frame.zoom, frame.height);
    const auto row_at = [&](std::size_t row) { return slice.subspan(row * frame.width, frame.width); };
    for (std::size_t x = 0; x < picture.width(); ++x) {
      const Between columns = between(x, frame.zoom, frame.width);
      const auto along = [&](std::span<const float> row) {
        return mix(row[columns.first], row[columns.second], columns.part);
      };
      const float value = mix(along(row_at(rows.first)), along(row_at(rows.second)), rows.part);
      const float level = std::clamp((value - window.low) / (window.high - window.low), 0.0F, 1.0F);
      const auto grey = static_cast<std::uint8_t>(std::lround(255.0F * level));
      picture.at(x, y) = {grey, grey, grey};
    }
  }
  return picture;
}

}  // namespace coopseg::picture
