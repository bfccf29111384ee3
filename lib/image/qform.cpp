#include "image/qform.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace coopseg::image {
namespace {

using Quaternion = std::array<double, 4>;  // a, b, c, d
using Rotation = std::array<double, 9>;    // row-major

constexpr double largest_deviation = 1e-3;
/// Of the squared length of three float32 numbers, as nibabel has it.
constexpr double rounding = 3.0 * std::numeric_limits<float>::epsilon();

/// a is what is missing to unit length; within rounding it counts as 0.
Quaternion quaternion_of(const std::array<float, 3>& bcd) {
  const double b = bcd[0];
  const double c = bcd[1];
  const double d = bcd[2];
  const double rest = 1.0 - (b * b + c * c + d * d);
  if (rest <= -rounding) throw core::Error("header: the qform's quaternion is longer than 1");
  return {rest < rounding ? 0.0 : std::sqrt(rest), b, c, d};
}

Rotation rotation_of(const Quaternion& q) {
  const auto [a, b, c, d] = q;
  const double s = 2.0 / (a * a + b * b + c * c + d * d);
  return {1.0 - s * (c * c + d * d), s * (b * c - a * d),       s * (b * d + a * c),
          s * (b * c + a * d),       1.0 - s * (b * b + d * d), s * (c * d - a * b),
          s * (b * d - a * c),       s * (c * d + a * b),       1.0 - s * (b * b + c * c)};
}

/// Shepperd's method: the largest of the four squared components first.
Quaternion quaternion_of(const Rotation& r) {
  const std::array<double, 4> squares = {1.0 + r[0] + r[4] + r[8], 1.0 + r[0] - r[4] - r[8], 1.0 - r[0] + r[4] - r[8],
                                         1.0 - r[0] - r[4] + r[8]};
  Quaternion q{};
  switch (std::max_element(squares.begin(), squares.end()) - squares.begin()) {
    case 0:
      q = {squares[0], r[7] - r[5], r[2] - r[6], r[3] - r[1]};
      break;
    case 1:
      q = {r[7] - r[5], squares[1], r[1] + r[3], r[2] + r[6]};
      break;
    case 2:
      q = {r[2] - r[6], r[1] + r[3], squares[2], r[5] + r[7]};
      break;
    default:
      q = {r[3] - r[1], r[2] + r[6], r[5] + r[7], squares[3]};
  }
  const double length = std::copysign(std::hypot(std::hypot(q[0], q[1]), std::hypot(q[2], q[3])), q[0]);
  for (double& component : q) component /= length;
  return q;
}

double determinant(const Rotation& r) {
  return r[0] * (r[4] * r[8] - r[5] * r[7]) - r[1] * (r[3] * r[8] - r[5] * r[6]) + r[2] * (r[3] * r[7] - r[4] * r[6]);
}

double difference(const Rotation& a, const Rotation& b) {
  double largest = 0.0;
  for (std::size_t i = 0; i < 9; ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

/// A rotation by half a turn fits float32 numbers only up to their rounding: of the neighbours of the nearest ones, the
/// one whose rotation is `rotation` is what the header held.
std::array<float, 3> exact_quaternion(const Rotation& rotation) {
  constexpr int reach = 3;
  const Quaternion nearest = quaternion_of(rotation);
  std::array<float, 3> best{};
  double smallest = std::numeric_limits<double>::infinity();
  const auto neighbour = [](double value, int steps) {
    auto number = static_cast<float>(value);
    for (int i = 0; i < std::abs(steps) && number != 0.0F; ++i)
      number = std::nextafter(number, std::copysign(steps > 0 ? 2.0F : 0.0F, number));
    return number;
  };
  for (const int i : {0, 1, -1, 2, -2, reach, -reach})
    for (const int j : {0, 1, -1, 2, -2, reach, -reach})
      for (const int k : {0, 1, -1, 2, -2, reach, -reach}) {
        const std::array<float, 3> candidate = {neighbour(nearest[1], i), neighbour(nearest[2], j),
                                                neighbour(nearest[3], k)};
        double length = 0.0;
        for (const float value : candidate) length += static_cast<double>(value) * value;
        if (length >= 1.0 + rounding) continue;
        const double found = difference(rotation_of(quaternion_of(candidate)), rotation);
        if (found < smallest) {
          smallest = found;
          best = candidate;
        }
      }
  return best;
}

}  // namespace

Affine affine_of(const Qform& qform) {
  const Rotation rotation = rotation_of(quaternion_of(qform.quaternion));
  Affine affine{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      const double length = column == 2 ? qform.pixdim[0] * qform.pixdim[3] : qform.pixdim[column + 1];
      affine[4 * row + column] = rotation[3 * row + column] * length;
    }
    affine[4 * row + 3] = qform.offset[row];
  }
  affine[15] = 1.0;
  return affine;
}

Qform qform_of(const Affine& affine) {
  Qform qform;
  Rotation rotation{};
  for (std::size_t column = 0; column < 3; ++column) {
    const double length = std::hypot(affine[column], affine[4 + column], affine[8 + column]);
    if (!(std::isfinite(length) && length > 0.0))
      throw core::Error("qform: axis " + std::to_string(column) + " has no finite length above 0");
    qform.pixdim[column + 1] = static_cast<float>(length);
    for (std::size_t row = 0; row < 3; ++row) rotation[3 * row + column] = affine[4 * row + column] / length;
    qform.offset[column] = static_cast<float>(affine[4 * column + 3]);
  }
  if (determinant(rotation) < 0.0) {
    qform.pixdim[0] = -1.0F;
    for (std::size_t row = 0; row < 3; ++row) rotation[3 * row + 2] *= -1.0;
  }
  qform.quaternion = exact_quaternion(rotation);
  const double deviation = difference(rotation_of(quaternion_of(qform.quaternion)), rotation);
  if (!(deviation <= largest_deviation))
    throw core::Error("qform: its axes deviate from a rotation by " + std::to_string(deviation) +
                      ", at most 0.001 is expected");
  return qform;
}

}  // namespace coopseg::image
