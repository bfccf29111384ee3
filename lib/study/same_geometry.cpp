#include "study/same_geometry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <string>

#include "core/error.h"

namespace coopseg::study {
namespace {

constexpr double voxel_tolerance = 1e-3;
constexpr double direction_tolerance = 1e-4;

template <class Values>
std::string text_of(const Values& values) {
  std::ostringstream text;
  text.precision(9);
  text << "(";
  for (std::size_t i = 0; i < values.size(); ++i) text << (i ? ", " : "") << values[i];
  text << ")";
  return text.str();
}

template <std::size_t N>
double largest_difference(const std::array<double, N>& a, const std::array<double, N>& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < N; ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

/// In voxels of `grid` along its own axes.
std::array<double, 3> offset_in_voxels(const Grid& grid, const Grid& other) {
  std::array<double, 3> offset{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t row = 0; row < 3; ++row)
      offset[axis] += grid.direction[3 * row + axis] * (other.origin[row] - grid.origin[row]);
    offset[axis] /= grid.spacing[axis];
  }
  return offset;
}

}  // namespace

void check_same_geometry(const Grid& a, std::string_view first, const Grid& b, std::string_view second) {
  const auto compare = [&](bool agree, const std::string& what, const auto& in_a, const auto& in_b,
                           const std::string& tolerance) {
    if (agree) return;
    throw core::Error("geometry: " + what + " " + text_of(in_a) + " in " + std::string(first) + ", " + text_of(in_b) +
                      " in " + std::string(second) + "; tolerance: " + tolerance);
  };
  compare(a.size == b.size, "size", a.size, b.size, "equal");
  std::array<double, 3> ratio{};
  for (std::size_t i = 0; i < 3; ++i) ratio[i] = b.spacing[i] / a.spacing[i];
  compare(largest_difference(ratio, {1, 1, 1}) <= voxel_tolerance, "spacing", a.spacing, b.spacing, "1e-3 of a voxel");
  compare(largest_difference(a.direction, b.direction) <= direction_tolerance, "direction", a.direction, b.direction,
          "1e-4");
  compare(largest_difference(offset_in_voxels(a, b), {}) <= voxel_tolerance, "origin", a.origin, b.origin,
          "1e-3 of a voxel");
}

}  // namespace coopseg::study
