#include "phantom/texture.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace coopseg::phantom {
namespace {

struct Cell {
  std::array<std::size_t, 2> corners;
  double weight;  ///< of the second corner
};

template <int side>
Cell cell_of(double position) {
  static_assert((side & (side - 1)) == 0);
  const double low = std::floor(position);
  const double u = position - low;
  const auto corner = static_cast<std::size_t>(static_cast<long>(low) & (side - 1));
  return {.corners = {corner, (corner + 1) % side}, .weight = u * u * u * (u * (6.0 * u - 15.0) + 10.0)};
}

}  // namespace

Texture::Texture(core::RandomStream& random, double scale)
    : scale_(scale), values_(static_cast<std::size_t>(side) * side * side) {
  for (float& value : values_) value = static_cast<float>(random.uniform(-1.0, 1.0));
}

double Texture::at(const Place& place) const {
  const Cell x = cell_of<side>(place.x / scale_);
  const Cell y = cell_of<side>(place.y / scale_);
  const Cell z = cell_of<side>(place.z / scale_);
  const auto along_x = [&](std::size_t row) {
    const double first = values_[row * side + x.corners[0]];
    return first + x.weight * (values_[row * side + x.corners[1]] - first);
  };
  const auto along_y = [&](std::size_t slice) {
    const double first = along_x(slice * side + y.corners[0]);
    return first + y.weight * (along_x(slice * side + y.corners[1]) - first);
  };
  const double first = along_y(z.corners[0]);
  return first + z.weight * (along_y(z.corners[1]) - first);
}

}  // namespace coopseg::phantom
