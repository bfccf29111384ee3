#include "augment/sampling_grid.h"

#include <algorithm>
#include <cstddef>

namespace coopseg::augment {
namespace {

/// floor() of a coordinate that is at most a few slices away; std::floor is a function call without SSE 4.1.
std::int64_t floor_of(float value) {
  const auto truncated = static_cast<std::int64_t>(value);
  return truncated - (value < static_cast<float>(truncated) ? 1 : 0);
}

template <class DisplacedX, class DisplacedY>
SamplingGrid make_grid(const AffineMap& map, slices::SliceSize field, DisplacedX displaced_x, DisplacedY displaced_y) {
  SamplingGrid grid;
  const auto pixels = static_cast<std::size_t>(field.x * field.y);
  grid.x.resize(pixels);
  grid.y.resize(pixels);
  std::size_t i = 0;
  for (std::int64_t row = 0; row < field.y; ++row) {
    for (std::int64_t column = 0; column < field.x; ++column, ++i) {
      const double x = displaced_x(static_cast<double>(column), i);
      const double y = displaced_y(static_cast<double>(row), i);
      grid.x[i] = static_cast<float>(map.xx * x + map.xy * y + map.x0);
      grid.y[i] = static_cast<float>(map.yx * x + map.yy * y + map.y0);
    }
  }
  return grid;
}

/// As scipy.ndimage's mode "reflect": about the outer edge of the first and the last pixel of `padded` ones, of which
/// the field is the middle.
double reflected(double place, std::int64_t field, std::int64_t padded) {
  const double low = 0.5 * static_cast<double>(field - padded) - 0.5;
  const double high = low + static_cast<double>(padded);
  if (place < low) return 2.0 * low - place;
  return place > high ? 2.0 * high - place : place;
}

void keep_inside(std::vector<float>& places, std::int64_t slice, std::int64_t padded) {
  if (slice < padded) return;
  for (float& place : places) place = std::clamp(place, 0.0F, static_cast<float>(slice - 1));
}

}  // namespace

SamplingGrid sampling_grid(const AffineMap& map, slices::SliceSize field) {
  const auto unchanged = [](double place, std::size_t) { return place; };
  return make_grid(map, field, unchanged, unchanged);
}

SamplingGrid sampling_grid(const AffineMap& map, const Displacement& displacement, slices::SliceSize field) {
  const slices::SliceSize whole = padded(field);
  return make_grid(
      map, field,
      [&](double x, std::size_t i) { return reflected(x + static_cast<double>(displacement.x[i]), field.x, whole.x); },
      [&](double y, std::size_t i) { return reflected(y + static_cast<double>(displacement.y[i]), field.y, whole.y); });
}

void repeat_edges(SamplingGrid& grid, slices::SliceSize slice, slices::SliceSize field) {
  const slices::SliceSize whole = padded(field);
  keep_inside(grid.x, slice.x, whole.x);
  keep_inside(grid.y, slice.y, whole.y);
}

void sample_image(std::span<const float> slice, slices::SliceSize size, const SamplingGrid& grid,
                  std::span<float> view) {
  const auto at = [&](std::int64_t x, std::int64_t y) {
    const bool inside = x >= 0 && x < size.x && y >= 0 && y < size.y;
    return inside ? slice[static_cast<std::size_t>(y * size.x + x)] : 0.0F;
  };
  for (std::size_t i = 0; i < view.size(); ++i) {
    const std::int64_t x = floor_of(grid.x[i]);
    const std::int64_t y = floor_of(grid.y[i]);
    const float right = grid.x[i] - static_cast<float>(x);
    const float below = grid.y[i] - static_cast<float>(y);
    const float upper = (1.0F - right) * at(x, y) + right * at(x + 1, y);
    const float lower = (1.0F - right) * at(x, y + 1) + right * at(x + 1, y + 1);
    view[i] = (1.0F - below) * upper + below * lower;
  }
}

void sample_label(std::span<const std::int64_t> slice, slices::SliceSize size, const SamplingGrid& grid,
                  std::span<std::int64_t> view) {
  for (std::size_t i = 0; i < view.size(); ++i) {
    const std::int64_t x = floor_of(grid.x[i] + 0.5F);
    const std::int64_t y = floor_of(grid.y[i] + 0.5F);
    const bool inside = x >= 0 && x < size.x && y >= 0 && y < size.y;
    view[i] = inside ? slice[static_cast<std::size_t>(y * size.x + x)] : 0;
  }
}

}  // namespace coopseg::augment
