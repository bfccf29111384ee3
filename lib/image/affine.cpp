#include "image/affine.h"

#include <vnl/algo/vnl_svd_fixed.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "core/error.h"

namespace coopseg::image {
namespace {

constexpr double largest_deviation = 1e-3;

using Matrix = vnl_matrix_fixed<double, 3, 3>;

/// RAS and LPS differ by the signs of x and y.
constexpr std::array<double, 3> lps_of_ras = {-1.0, -1.0, 1.0};

double deviation_of(const Matrix& axes) {
  Matrix product = axes.transpose() * axes;
  for (unsigned int i = 0; i < 3; ++i) product(i, i) -= 1.0;
  return product.absolute_value_max();
}

Matrix nearest_orthonormal(const Matrix& axes) {
  const vnl_svd_fixed<double, 3, 3> svd(axes);
  return svd.U() * svd.V().transpose();
}

}  // namespace

study::Grid grid_of(const Affine& affine, const std::array<std::size_t, 3>& size, double* deviation) {
  study::Grid grid;
  grid.size = size;
  Matrix axes;
  for (unsigned int column = 0; column < 3; ++column) {
    for (unsigned int row = 0; row < 3; ++row) axes(row, column) = lps_of_ras[row] * affine[4 * row + column];
    grid.spacing[column] = axes.get_column(column).magnitude();
    if (!(grid.spacing[column] > 0.0 && std::isfinite(grid.spacing[column])))
      throw core::Error("axis " + std::to_string(column) + " of the grid has no finite length above 0");
    axes.scale_column(column, 1.0 / grid.spacing[column]);
    grid.origin[column] = lps_of_ras[column] * affine[4 * column + 3] + 0.0;  // no -0
  }
  const double found = deviation_of(axes);
  if (!(found <= largest_deviation)) {
    std::ostringstream text;
    text << "the axes of the grid deviate from orthonormal by " << found << ", at most " << largest_deviation
         << " is expected";
    throw core::Error(text.str());
  }
  const Matrix direction = nearest_orthonormal(axes);
  std::copy_n(direction.data_block(), 9, grid.direction.begin());
  if (deviation) *deviation = found;
  return grid;
}

Affine affine_of(const study::Grid& grid) {
  Affine affine{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column)
      affine[4 * row + column] = lps_of_ras[row] * grid.direction[3 * row + column] * grid.spacing[column];
    affine[4 * row + 3] = lps_of_ras[row] * grid.origin[row];
  }
  affine[15] = 1.0;
  return affine;
}

}  // namespace coopseg::image
