#include "image/resample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "core/error.h"
#include "study/case.h"
#include "study/same_geometry.h"

namespace coopseg::image {
namespace {

using study::Grid;

/// Differences of sums that are rounding alone count as ties.
constexpr double tie = 1e-9;

/// Where a target position lies between two source positions of one axis.
struct Neighbours {
  std::size_t low;
  std::size_t high;
  double fraction;
};

/// Position of the first voxel centre of `to` along an in-plane axis of `from`, in voxels of `from`.
double first_position(const Grid& from, const Grid& to, std::size_t axis) {
  double offset = 0.0;
  for (std::size_t row = 0; row < 3; ++row)
    offset += from.direction[3 * row + axis] * (to.origin[row] - from.origin[row]);
  return offset / from.spacing[axis];
}

std::vector<Neighbours> neighbours(const Grid& from, const Grid& to, std::size_t axis) {
  const double first = first_position(from, to, axis);
  const double step = to.spacing[axis] / from.spacing[axis];
  const auto last = static_cast<double>(from.size[axis] - 1);
  std::vector<Neighbours> result;
  for (std::size_t i = 0; i < to.size[axis]; ++i) {
    const double position = std::clamp(first + static_cast<double>(i) * step, 0.0, last);
    const auto low = static_cast<std::size_t>(position);
    result.push_back({low, std::min(low + 1, from.size[axis] - 1), position - static_cast<double>(low)});
  }
  return result;
}

/// The grids may differ in in-plane size and spacing and in the origin along the in-plane axes, in nothing else.
void check_slices(const Grid& from, const Grid& to) {
  Grid like = to;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const double shift = first_position(from, to, axis) * from.spacing[axis];
    like.size[axis] = from.size[axis];
    like.spacing[axis] = from.spacing[axis];
    for (std::size_t row = 0; row < 3; ++row) like.origin[row] -= shift * from.direction[3 * row + axis];
  }
  study::check_same_geometry(from, "the grid to resample from", like, "the grid to resample to");
}

/// Calls `put(target index, value_at)` for each voxel of `to`; value_at(read) interpolates read(source index) linearly.
template <class Put>
void for_each_voxel(const Grid& from, const Grid& to, Put put) {
  check_slices(from, to);
  const std::vector<Neighbours> columns = neighbours(from, to, 0);
  const std::vector<Neighbours> rows = neighbours(from, to, 1);
  std::size_t target = 0;
  for (std::size_t z = 0; z < to.size[2]; ++z)
    for (const Neighbours& y : rows)
      for (const Neighbours& x : columns) {
        const std::size_t low = z * from.slice_voxels() + y.low * from.size[0];
        const std::size_t high = z * from.slice_voxels() + y.high * from.size[0];
        put(target++, [&](auto read) {
          const double top = (1.0 - x.fraction) * read(low + x.low) + x.fraction * read(low + x.high);
          const double bottom = (1.0 - x.fraction) * read(high + x.low) + x.fraction * read(high + x.high);
          return (1.0 - y.fraction) * top + y.fraction * bottom;
        });
      }
}

/// Argmax over the classes of `read(class, source index)`.
template <class Read>
std::vector<std::uint8_t> argmax_of_resampled(const Grid& from, const Grid& to, Read read) {
  std::vector<std::uint8_t> labels(to.voxels());
  for_each_voxel(from, to, [&](std::size_t target, auto value_at) {
    double largest = -1.0;
    for (std::size_t label = 0; label < study::classes; ++label) {
      const double value = value_at([&](std::size_t source) -> double { return read(label, source); });
      if (value <= largest + tie) continue;
      largest = value;
      labels[target] = static_cast<std::uint8_t>(label);
    }
  });
  return labels;
}

}  // namespace

Grid with_in_plane_spacing(const Grid& grid, double spacing) {
  Grid result = grid;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const auto size = static_cast<double>(grid.size[axis]);
    const double new_size = std::max(1.0, std::nearbyint(size * grid.spacing[axis] / spacing));
    if (new_size > 32767.0) throw core::Error("more than 32767 voxels along an axis after resampling");
    result.size[axis] = static_cast<std::size_t>(new_size);
    result.spacing[axis] = spacing;
    const double shift = ((size - 1.0) * grid.spacing[axis] - (new_size - 1.0) * spacing) / 2.0;
    for (std::size_t row = 0; row < 3; ++row) result.origin[row] += shift * grid.direction[3 * row + axis];
  }
  return result;
}

std::vector<float> resample_in_plane(std::span<const float> volume, const Grid& from, const Grid& to) {
  std::vector<float> result(to.voxels());
  for_each_voxel(from, to, [&](std::size_t target, auto value_at) {
    result[target] = static_cast<float>(value_at([&](std::size_t source) -> double { return volume[source]; }));
  });
  return result;
}

std::vector<std::uint8_t> resample_label_in_plane(std::span<const std::uint8_t> label, const Grid& from,
                                                  const Grid& to) {
  return argmax_of_resampled(
      from, to, [&](std::size_t wanted, std::size_t source) -> double { return label[source] == wanted ? 1.0 : 0.0; });
}

std::vector<std::uint8_t> label_of_resampled(std::span<const float> probability, const Grid& from, const Grid& to) {
  return argmax_of_resampled(from, to, [&](std::size_t wanted, std::size_t source) -> double {
    return probability[wanted * from.voxels() + source];
  });
}

}  // namespace coopseg::image
