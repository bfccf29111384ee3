#include "picture/labels.h"

#include <array>

namespace coopseg::picture {
namespace {

std::uint8_t label_at(std::span<const std::uint8_t> labels, const SliceFrame& frame, std::size_t x, std::size_t y) {
  return labels[y / frame.zoom * frame.width + x / frame.zoom];
}

}  // namespace

Colour label_colour(std::uint8_t label) {
  constexpr std::array<Colour, 4> colours = {{black, {0xff, 0x7f, 0x2a}, {0x56, 0xb4, 0xe9}, {0xf0, 0xe4, 0x42}}};
  return label < colours.size() ? colours[label] : white;
}

void draw_contours(RgbImage& picture, std::span<const std::uint8_t> labels, const SliceFrame& frame) {
  const auto at = [&](std::size_t x, std::size_t y) { return label_at(labels, frame, x, y); };
  for (std::size_t y = 0; y < picture.height(); ++y) {
    for (std::size_t x = 0; x < picture.width(); ++x) {
      const std::uint8_t label = at(x, y);
      if (label == 0) continue;
      const bool edge = (x > 0 && at(x - 1, y) != label) || (x + 1 < picture.width() && at(x + 1, y) != label) ||
                        (y > 0 && at(x, y - 1) != label) || (y + 1 < picture.height() && at(x, y + 1) != label);
      if (edge) picture.at(x, y) = label_colour(label);
    }
  }
}

RgbImage draw_labels(std::span<const std::uint8_t> labels, const SliceFrame& frame) {
  RgbImage picture(frame.width * frame.zoom, frame.height * frame.zoom);
  for (std::size_t y = 0; y < picture.height(); ++y)
    for (std::size_t x = 0; x < picture.width(); ++x) picture.at(x, y) = label_colour(label_at(labels, frame, x, y));
  return picture;
}

}  // namespace coopseg::picture
