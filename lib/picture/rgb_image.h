#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace coopseg::picture {

/// An sRGB colour.
struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Colour&) const = default;
};

constexpr Colour black = {0, 0, 0};
constexpr Colour white = {255, 255, 255};

/// A picture; pixel (0, 0) is the upper left one.
class RgbImage {
 public:
  RgbImage(std::size_t width, std::size_t height, Colour colour = black)
      : width_(width), height_(height), pixels_(width * height, colour) {}

  std::size_t width() const { return width_; }
  std::size_t height() const { return height_; }
  Colour& at(std::size_t x, std::size_t y) { return pixels_[y * width_ + x]; }
  const Colour& at(std::size_t x, std::size_t y) const { return pixels_[y * width_ + x]; }
  std::span<const Colour> pixels() const { return pixels_; }

  /// Copies `other` so that its upper left pixel comes to (x, y); what would lie outside is cut off.
  void paste(const RgbImage& other, std::size_t x, std::size_t y);

 private:
  std::size_t width_;
  std::size_t height_;
  std::vector<Colour> pixels_;
};

}  // namespace coopseg::picture
