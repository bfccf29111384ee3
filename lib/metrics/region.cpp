#include "metrics/region.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

namespace coopseg::metrics {
namespace {

using Offsets = std::array<std::ptrdiff_t, 8>;

/// Steps to the neighbours in the flat array, those over an edge first.
Offsets offsets_of(const Region& region) {
  const auto row = static_cast<std::ptrdiff_t>(region.width);
  return {-1, 1, -row, row, -row - 1, -row + 1, row - 1, row + 1};
}

std::size_t count_of(Neighbours neighbours) { return neighbours == Neighbours::edges ? 4 : 8; }

std::size_t moved(std::size_t pixel, std::ptrdiff_t offset) {
  return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(pixel) + offset);
}

bool in_frame(const Region& region, std::size_t pixel) {
  const std::size_t x = pixel % region.width;
  const std::size_t y = pixel / region.width;
  return x == 0 || y == 0 || x + 1 == region.width || y + 1 == region.height;
}

/// Moves the part of `from` that is joined to `start` into `to`.
void flood(Region& from, Region& to, std::size_t start, Neighbours neighbours) {
  const Offsets offsets = offsets_of(from);
  std::vector<std::size_t> open = {start};
  from.pixels[start] = 0;
  while (!open.empty()) {
    const std::size_t pixel = open.back();
    open.pop_back();
    to.pixels[pixel] = 1;
    for (std::size_t i = 0; i < count_of(neighbours); ++i) {
      const std::size_t next = moved(pixel, offsets[i]);
      if (next >= from.pixels.size() || from.pixels[next] == 0) continue;
      from.pixels[next] = 0;
      open.push_back(next);
    }
  }
}

Region blank(const Region& like) { return {like.width, like.height, std::vector<std::uint8_t>(like.pixels.size())}; }

template <class Operation>
Region combine(const Region& a, const Region& b, Operation operation) {
  Region result = blank(a);
  std::transform(a.pixels.begin(), a.pixels.end(), b.pixels.begin(), result.pixels.begin(), operation);
  return result;
}

/// Each pixel of the image is inside where `inside(number of the 9 pixels around it that are inside)`.
template <class Inside>
Region by_neighbourhood(const Region& region, Inside inside) {
  const Offsets offsets = offsets_of(region);
  Region result = blank(region);
  for (std::size_t i = 0; i < region.pixels.size(); ++i) {
    if (in_frame(region, i)) continue;
    int count = region.pixels[i];
    for (const std::ptrdiff_t offset : offsets) count += region.pixels[moved(i, offset)];
    result.pixels[i] = inside(count);
  }
  return result;
}

}  // namespace

std::size_t Region::area() const { return std::accumulate(pixels.begin(), pixels.end(), std::size_t{0}); }

Region either(const Region& a, const Region& b) { return combine(a, b, std::bit_or<>()); }

Region without(const Region& a, const Region& b) {
  return combine(a, b, [](std::uint8_t mine, std::uint8_t theirs) { return mine & ~theirs; });
}

Region dilated(const Region& region) {
  return by_neighbourhood(region, [](int count) { return count > 0; });
}

Region eroded(const Region& region) {
  return by_neighbourhood(region, [](int count) { return count == 9; });
}

Region holes(const Region& region, Neighbours neighbours) {
  Region outside = blank(region);
  for (std::size_t i = 0; i < region.pixels.size(); ++i) outside.pixels[i] = region.pixels[i] == 0;
  Region joined = blank(region);
  flood(outside, joined, 0, neighbours);
  return outside;
}

Region filled(const Region& region, Neighbours neighbours) { return either(region, holes(region, neighbours)); }

std::vector<Region> components(const Region& region) {
  Region left = region;
  std::vector<Region> parts;
  for (std::size_t i = 0; i < left.pixels.size(); ++i) {
    if (left.pixels[i] == 0) continue;
    parts.push_back(blank(region));
    flood(left, parts.back(), i, Neighbours::corners);
  }
  return parts;
}

}  // namespace coopseg::metrics
