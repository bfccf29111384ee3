#include "metrics/distance_map.h"

#include <algorithm>
#include <limits>
#include <span>

namespace coopseg::metrics {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Squared distances along a row to its own sites; infinity where it has none.
void scan_row(std::span<double> row, double spacing) {
  double steps = infinity;
  for (double& value : row) {
    steps = value == 0.0 ? 0.0 : steps + 1.0;
    value = steps;
  }
  steps = infinity;
  for (auto value = row.rbegin(); value != row.rend(); ++value) {
    steps = *value == 0.0 ? 0.0 : steps + 1.0;
    const double distance = spacing * (steps < *value ? steps : *value);
    *value = distance * distance;
  }
}

/// Lower envelopes of the parabolas value[q] + (spacing (p - q))^2 of lines along one axis.
class LowerEnvelope {
 public:
  LowerEnvelope(std::size_t length, double spacing)
      : square_(spacing * spacing), values_(length), parabolas_(length), starts_(length) {}

  /// Replaces the values line[0], line[stride], ... by the envelope at their positions.
  void replace(double* line, std::size_t stride) {
    const std::size_t length = values_.size();
    for (std::size_t q = 0; q < length; ++q) values_[q] = line[q * stride];
    const std::size_t count = build();
    if (count == 0) return;
    std::size_t k = 0;
    for (std::size_t p = 0; p < length; ++p) {
      const auto position = static_cast<double>(p);
      while (k + 1 < count && starts_[k + 1] < position) ++k;
      const double offset = position - static_cast<double>(parabolas_[k]);
      line[p * stride] = values_[parabolas_[k]] + square_ * (offset * offset);
    }
  }

 private:
  /// The parabolas of the envelope from left to right and where each starts to be the lowest; their number.
  std::size_t build() {
    std::size_t count = 0;
    for (std::size_t q = 0; q < values_.size(); ++q) {
      if (values_[q] == infinity) continue;
      double start = -infinity;
      while (count > 0) {
        start = intersection(parabolas_[count - 1], q);
        if (start > starts_[count - 1]) break;
        --count;
        start = -infinity;
      }
      parabolas_[count] = q;
      starts_[count] = start;
      ++count;
    }
    return count;
  }

  double intersection(std::size_t left, std::size_t right) const {
    const auto a = static_cast<double>(left);
    const auto b = static_cast<double>(right);
    return 0.5 * ((values_[right] - values_[left]) / (square_ * (b - a)) + a + b);
  }

  double square_;
  std::vector<double> values_;
  std::vector<std::size_t> parabolas_;
  std::vector<double> starts_;
};

}  // namespace

DistanceMap::DistanceMap(const Surface& surface, const std::array<double, 3>& spacing)
    : size_(surface.size), slice_spacing_(spacing[2]), in_slice_(size_[0] * size_[1] * size_[2], infinity) {
  const auto [nx, ny, nz] = size_;
  std::vector<bool> touched(nz);
  for (const std::size_t point : surface.points) {
    in_slice_[point] = 0.0;
    touched[point / (nx * ny)] = true;
  }
  LowerEnvelope along_y(ny, spacing[1]);
  for (std::size_t z = 0; z < nz; ++z) {
    if (!touched[z]) continue;
    double* slice = &in_slice_[z * nx * ny];
    for (std::size_t y = 0; y < ny; ++y) scan_row({slice + y * nx, nx}, spacing[0]);
    for (std::size_t x = 0; x < nx; ++x) along_y.replace(slice + x, nx);
  }
}

double DistanceMap::squared(std::size_t point) const {
  const std::size_t slice = size_[0] * size_[1];
  const std::size_t z = point / slice;
  const std::size_t below = z;  // slices on either side
  const std::size_t above = size_[2] - 1 - z;
  double least = in_slice_[point];
  for (std::size_t steps = 1; steps <= std::max(below, above); ++steps) {
    const double distance = slice_spacing_ * static_cast<double>(steps);
    if (distance * distance >= least) break;
    if (steps <= below) least = std::min(least, in_slice_[point - steps * slice] + distance * distance);
    if (steps <= above) least = std::min(least, in_slice_[point + steps * slice] + distance * distance);
  }
  return least;
}

}  // namespace coopseg::metrics
