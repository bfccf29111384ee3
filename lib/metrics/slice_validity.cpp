#include "metrics/slice_validity.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/distance_map.h"
#include "metrics/region.h"
#include "metrics/region_shape.h"

namespace coopseg::metrics {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t first_concavity = 11;
constexpr std::array<double, 3> concavity_limits_mm = {4.0, 30.0, 0.0};
constexpr std::size_t first_circularity = 14;
constexpr double least_circularity = 0.2;
constexpr std::size_t forgiven_frontier = 1;  // pixels
constexpr double pixels_per_forgiven_gap = 16384.0;

/// The structures of a slice around its labels and the background beside them.
struct Slice {
  Region background;
  Region lv;
  Region myo;
  Region rv;
  double x = 0;  ///< mm
  double y = 0;
  std::size_t pixels = 0;  ///< of the whole slice
};

/// First pixel and one beyond the last along x and y.
struct Frame {
  std::size_t x0, x1, y0, y1;
};

/// The labels and one pixel more to each side, as far as the image goes.
Frame frame_of(std::span<const std::uint8_t> slice, const study::Grid& grid) {
  const auto [width, height, depth] = grid.size;
  Frame frame{width, 0, height, 0};
  for (std::size_t i = 0; i < slice.size(); ++i) {
    if (slice[i] == 0) continue;
    const std::size_t x = i % width;
    const std::size_t y = i / width;
    frame.x0 = std::min(frame.x0, x);
    frame.x1 = std::max(frame.x1, x + 1);
    frame.y0 = std::min(frame.y0, y);
    frame.y1 = std::max(frame.y1, y + 1);
  }
  if (frame.x1 == 0) return {0, 0, 0, 0};
  return {frame.x0 - (frame.x0 > 0), std::min(width, frame.x1 + 1), frame.y0 - (frame.y0 > 0),
          std::min(height, frame.y1 + 1)};
}

Region region_of(std::span<const std::uint8_t> slice, const study::Grid& grid, const Frame& frame, std::uint8_t label) {
  Region region{frame.x1 - frame.x0 + 2, frame.y1 - frame.y0 + 2, {}};
  region.pixels.assign(region.width * region.height, 0);
  for (std::size_t y = frame.y0; y < frame.y1; ++y)
    for (std::size_t x = frame.x0; x < frame.x1; ++x)
      region.pixels[(y - frame.y0 + 1) * region.width + x - frame.x0 + 1] = slice[y * grid.size[0] + x] == label;
  return region;
}

Slice read_slice(std::span<const std::uint8_t> slice, const study::Grid& grid) {
  const Frame frame = frame_of(slice, grid);
  const auto region = [&](std::uint8_t label) { return region_of(slice, grid, frame, label); };
  return {.background = region(0),
          .lv = region(1),
          .myo = region(2),
          .rv = region(3),
          .x = grid.spacing[0],
          .y = grid.spacing[1],
          .pixels = slice.size()};
}

double pixels(std::size_t count) { return static_cast<double>(count); }

std::size_t common(const Region& a, const Region& b) { return a.area() - without(a, b).area(); }

double holes_in_myocardium(const Slice& slice) {
  double sum = 0.0;
  for (const Region& hole : components(holes(slice.myo, Neighbours::corners)))
    if (common(hole, slice.lv) == 0) sum += pixels(hole.area());
  return sum;
}

double disconnectivity(const Region& region) {
  std::size_t largest = 0;
  for (const Region& part : components(region)) largest = std::max(largest, part.area());
  return pixels(region.area() - largest);
}

double holes_between(const Region& a, const Region& b, std::size_t slice_pixels) {
  if (a.empty() || b.empty()) return 0.0;
  const Region both = either(a, b);
  const Region alone = either(filled(a, Neighbours::edges), filled(b, Neighbours::edges));
  const double count = pixels(without(holes(both, Neighbours::edges), alone).area());
  return count <= pixels(slice_pixels) / pixels_per_forgiven_gap ? 0.0 : count;
}

double distance_between(const Region& a, const Region& b, double x, double y) {
  if (a.empty() || b.empty()) return 0.0;
  Surface target{.size = {b.width, b.height, 1}, .points = {}, .weights = {}};
  for (std::size_t i = 0; i < b.pixels.size(); ++i)
    if (b.pixels[i] != 0) target.points.push_back(i);
  const DistanceMap distance(target, {x, y, 1.0});
  const Region reach = dilated(a);
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < reach.pixels.size(); ++i)
    if (reach.pixels[i] != 0) least = std::min(least, distance.squared(i));
  return std::sqrt(least);
}

double frontier(const Region& lv, const Region& other) {
  const std::size_t count = common(lv, dilated(other));
  return count <= forgiven_frontier ? 0.0 : pixels(count);
}

double concavity_of(const Region& region, const Slice& slice) {
  return region.empty() ? undefined : concavity(filled(region, Neighbours::edges), slice.x, slice.y);
}

double circularity_of(const Region& region) {
  return region.empty() ? undefined : circularity(filled(region, Neighbours::edges));
}

std::array<double, slice_checks> values_of(const Slice& slice) {
  return {pixels(holes(slice.lv, Neighbours::corners).area()),
          pixels(holes(slice.rv, Neighbours::corners).area()),
          holes_in_myocardium(slice),
          disconnectivity(slice.lv),
          disconnectivity(slice.rv),
          disconnectivity(slice.myo),
          holes_between(slice.lv, slice.myo, slice.pixels),
          holes_between(slice.rv, slice.myo, slice.pixels),
          distance_between(slice.rv, slice.myo, slice.x, slice.y),
          frontier(slice.lv, slice.rv),
          frontier(slice.lv, slice.background),
          concavity_of(slice.lv, slice),
          concavity_of(slice.rv, slice),
          concavity_of(slice.myo, slice),
          circularity_of(slice.lv),
          circularity_of(slice.myo)};
}

}  // namespace

bool SliceValidity::passes(std::size_t check) const {
  const double value = values[check];
  if (std::isnan(value)) return true;
  if (check >= first_circularity) return value >= least_circularity;
  return value <= (check >= first_concavity ? concavity_limits_mm[check - first_concavity] : 0.0);
}

bool SliceValidity::valid() const {
  for (std::size_t check = 0; check < slice_checks; ++check)
    if (!passes(check)) return false;
  return true;
}

std::vector<SliceValidity> check_slices(std::span<const std::uint8_t> labels, const study::Grid& grid) {
  std::vector<SliceValidity> slices;
  for (std::size_t z = 0; z < grid.size[2]; ++z) {
    const Slice slice = read_slice(labels.subspan(z * grid.slice_voxels(), grid.slice_voxels()), grid);
    const std::array<bool, 3> has = {!slice.lv.empty(), !slice.myo.empty(), !slice.rv.empty()};
    if (has != std::array<bool, 3>{}) slices.push_back({.slice = z, .has = has, .values = values_of(slice)});
  }
  return slices;
}

}  // namespace coopseg::metrics
