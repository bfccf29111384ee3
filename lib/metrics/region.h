#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace coopseg::metrics {

/// Pixels of one slice [y, x], 1 inside and 0 outside, framed by one pixel that is outside.
struct Region {
  std::size_t width = 0;  ///< with the frame
  std::size_t height = 0;
  std::vector<std::uint8_t> pixels;

  std::size_t area() const;
  bool empty() const { return area() == 0; }
};

/// Which pixels are joined: those with a common edge, or those with a common corner as well.
enum class Neighbours { edges, corners };

/// Pixels inside of one region or of both.
Region either(const Region& a, const Region& b);
/// Pixels inside of `a` that are outside of `b`.
Region without(const Region& a, const Region& b);

/// With every pixel whose 3 x 3 neighbourhood is touched (the frame stays outside), or is inside as a whole.
Region dilated(const Region& region);
Region eroded(const Region& region);

/// Pixels outside that no path of pixels outside joins to the frame.
Region holes(const Region& region, Neighbours neighbours);
/// The region with its holes.
Region filled(const Region& region, Neighbours neighbours);

/// Its parts, joined over edges and corners.
std::vector<Region> components(const Region& region);

}  // namespace coopseg::metrics
