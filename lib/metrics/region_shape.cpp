#include "metrics/region_shape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <tuple>
#include <utility>

#include "metrics/distance_map.h"

namespace coopseg::metrics {
namespace {

/// A point in half pixels, so that all arithmetic is exact.
using Point = std::pair<long, long>;

/// Above 0 where a, b, c turn to the left.
long turn(const Point& a, const Point& b, const Point& c) {
  return (b.first - a.first) * (c.second - a.second) - (b.second - a.second) * (c.first - a.first);
}

/// Adds the lower half of the hull of ascending points, its last point left out.
template <class Points>
void add_half(const Points& points, std::vector<Point>& hull) {
  const std::size_t first = hull.size();
  for (const Point& point : points) {
    while (hull.size() >= first + 2 && turn(hull[hull.size() - 2], hull.back(), point) <= 0) hull.pop_back();
    hull.push_back(point);
  }
  hull.pop_back();
}

/// Corners of the hull, counterclockwise (Andrew's monotone chain, 1979).
std::vector<Point> corners(const Region& region) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < region.pixels.size(); ++i) {
    if (region.pixels[i] == 0) continue;
    const auto x = 2 * static_cast<long>(i % region.width);
    const auto y = 2 * static_cast<long>(i / region.width);
    points.insert(points.end(), {{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}});
  }
  std::sort(points.begin(), points.end());
  std::vector<Point> hull;
  if (points.empty()) return hull;
  add_half(points, hull);
  std::reverse(points.begin(), points.end());
  add_half(points, hull);
  return hull;
}

bool is_inside(const std::vector<Point>& hull, const Point& point) {
  for (std::size_t i = 0; i < hull.size(); ++i)
    if (turn(hull[i], hull[(i + 1) % hull.size()], point) < 0) return false;
  return !hull.empty();
}

/// Weight of a border pixel by the number of its neighbours in the border: over edges and over corners.
double perimeter_weight(int edges, int diagonals) {
  const int code = 2 * edges + 10 * diagonals;
  switch (code) {
    case 4:
    case 6:
    case 14:
    case 16:
    case 24:
    case 26:
      return 1.0;
    case 20:
    case 32:
      return std::numbers::sqrt2;
    case 12:
    case 22:
      return 0.5 * (1.0 + std::numbers::sqrt2);
    default:
      return 0.0;
  }
}

std::array<int, 2> count_neighbours(const Region& region, std::size_t i) {
  const std::uint8_t* pixel = &region.pixels[i];
  const auto row = static_cast<std::ptrdiff_t>(region.width);
  return {pixel[-1] + pixel[1] + pixel[-row] + pixel[row],
          pixel[-row - 1] + pixel[-row + 1] + pixel[row - 1] + pixel[row + 1]};
}

double perimeter(const Region& region) {
  Region border = region;
  for (std::size_t i = 0; i < region.pixels.size(); ++i)
    if (region.pixels[i] != 0) border.pixels[i] = count_neighbours(region, i)[0] < 4;
  double sum = 0.0;
  for (std::size_t i = 0; i < border.pixels.size(); ++i) {
    if (border.pixels[i] == 0) continue;
    const auto [edges, diagonals] = count_neighbours(border, i);
    sum += perimeter_weight(edges, diagonals);
  }
  return sum;
}

}  // namespace

Region convex_hull(const Region& region) {
  const std::vector<Point> hull = corners(region);
  Region result = region;
  for (std::size_t i = 0; i < result.pixels.size(); ++i) {
    const Point centre = {2 * static_cast<long>(i % region.width), 2 * static_cast<long>(i / region.width)};
    result.pixels[i] = region.pixels[i] != 0 || is_inside(hull, centre);
  }
  return result;
}

double concavity(const Region& region, double x, double y) {
  const Region hull = convex_hull(region);
  const Region bays = eroded(without(hull, region));
  if (bays.empty()) return 0.0;
  Surface outside{.size = {hull.width, hull.height, 1}, .points = {}, .weights = {}};
  for (std::size_t i = 0; i < hull.pixels.size(); ++i)
    if (hull.pixels[i] == 0) outside.points.push_back(i);
  const DistanceMap depth(outside, {x, y, 1.0});
  double deepest = 0.0;
  for (std::size_t i = 0; i < bays.pixels.size(); ++i)
    if (bays.pixels[i] != 0) deepest = std::max(deepest, depth.squared(i));
  return std::sqrt(deepest);
}

double circularity(const Region& region) {
  const double length = perimeter(region);
  if (length == 0.0) return std::numeric_limits<double>::quiet_NaN();
  return 4.0 * std::numbers::pi * static_cast<double>(region.area()) / (length * length);
}

}  // namespace coopseg::metrics
