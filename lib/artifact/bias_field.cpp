#include "artifact/bias_field.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.h"

namespace coopseg::artifact {
namespace {

constexpr int drawn_order = 3;
/// Root mean square of e by severity: RMSE / standard deviation of a cine slice is 0.3 at level 3 (median).
constexpr Levels strength = {0.1, 0.22, 0.38, 0.55, 0.75};

struct BiasField {
  int order = 0;
  std::vector<double> coefficients;
};

using Powers = std::array<int, 3>;

/// The powers of x, y and z that each coefficient belongs to.
std::vector<Powers> monomials(int order) {
  std::vector<Powers> powers;
  for (int a = 0; a <= order; ++a)
    for (int b = 0; b <= order - a; ++b)
      for (int c = 0; c <= order - a - b; ++c) powers.push_back({a, b, c});
  return powers;
}

BiasField bias_field_of(const Parameters& parameters) {
  BiasField field{.order = static_cast<int>(number(parameters, "order")),
                  .coefficients = numbers(parameters, "coefficients")};
  const std::size_t count = monomials(field.order).size();
  if (field.coefficients.size() != count)
    throw core::Error("coefficients: " + std::to_string(field.coefficients.size()) + " numbers found, " +
                      std::to_string(count) + " expected for order " + std::to_string(field.order));
  return field;
}

/// Mean of x^a y^b z^c over the cube [-1, 1]^3.
double cube_mean(const Powers& powers) {
  double mean = 1.0;
  for (const int power : powers) mean *= power % 2 == 0 ? 1.0 / (power + 1) : 0.0;
  return mean;
}

/// Gives e the mean 0 and the root mean square 1 over the cube [-1, 1]^3. The first coefficient is the constant.
void standardise(BiasField& field) {
  const std::vector<Powers> powers = monomials(field.order);
  double mean = 0.0;
  for (std::size_t i = 0; i < powers.size(); ++i) mean += field.coefficients[i] * cube_mean(powers[i]);
  field.coefficients[0] -= mean;
  double square = 0.0;
  for (std::size_t i = 0; i < powers.size(); ++i)
    for (std::size_t j = 0; j < powers.size(); ++j) {
      const auto [a, b, c] = powers[j];
      const Powers product = {powers[i][0] + a, powers[i][1] + b, powers[i][2] + c};
      square += field.coefficients[i] * field.coefficients[j] * cube_mean(product);
    }
  for (double& coefficient : field.coefficients) coefficient /= std::sqrt(square);
}

Parameters draw_bias_field(core::RandomStream& random, int severity) {
  BiasField field{.order = drawn_order, .coefficients = std::vector<double>(monomials(drawn_order).size())};
  for (double& coefficient : field.coefficients) coefficient = random.uniform(-1.0, 1.0);
  standardise(field);
  for (double& coefficient : field.coefficients) coefficient *= at(strength, severity);
  return {{"order", static_cast<double>(field.order)}, {"coefficients", field.coefficients}};
}

bool is_identity_bias_field(const Parameters& parameters) {
  return std::ranges::all_of(bias_field_of(parameters).coefficients, [](double value) { return value == 0.0; });
}

/// powers[i * (order + 1) + k] = x_i^k.
std::vector<double> axis_powers(std::size_t size, int order) {
  std::vector<double> powers;
  for (std::size_t i = 0; i < size; ++i) {
    const double last = static_cast<double>(size) - 1.0;
    const double x = size == 1 ? 0.0 : (2.0 * static_cast<double>(i) - last) / last;
    double power = 1.0;
    for (int k = 0; k <= order; ++k, power *= x) powers.push_back(power);
  }
  return powers;
}

/// The polynomial of x alone that is left on one line along x: the coefficient of x^a for a = 0..order.
std::vector<double> line_polynomial(const BiasField& field, const std::vector<Powers>& powers, const double* y,
                                    const double* z) {
  std::vector<double> line(static_cast<std::size_t>(field.order) + 1, 0.0);
  for (std::size_t i = 0; i < powers.size(); ++i) {
    const auto [a, b, c] = powers[i];
    line[static_cast<std::size_t>(a)] += field.coefficients[i] * y[b] * z[c];
  }
  return line;
}

void apply_bias_field(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  const BiasField field = bias_field_of(parameters);
  const std::vector<Powers> powers = monomials(field.order);
  const std::size_t stride = static_cast<std::size_t>(field.order) + 1;
  const std::vector<double> xs = axis_powers(grid.size[0], field.order);
  const std::vector<double> ys = axis_powers(grid.size[1], field.order);
  const std::vector<double> zs = axis_powers(grid.size[2], field.order);
  auto voxel = image.begin();
  for (std::size_t z = 0; z < grid.size[2]; ++z)
    for (std::size_t y = 0; y < grid.size[1]; ++y) {
      const std::vector<double> line = line_polynomial(field, powers, &ys[y * stride], &zs[z * stride]);
      for (std::size_t x = 0; x < grid.size[0]; ++x, ++voxel) {
        double exponent = 0.0;
        for (std::size_t a = 0; a < stride; ++a) exponent += line[a] * xs[x * stride + a];
        *voxel *= static_cast<float>(std::exp(exponent));
      }
    }
}

}  // namespace

Artifact bias_field() {
  return {
      .name = "bias-field",
      .summary = "smooth brightness change, image * exp(polynomial of the position)",
      .parameters = {{.name = "order",
                      .meaning = "highest total power of the polynomial",
                      .kind = Kind::integer,
                      .high = 10,
                      .default_value = Value(double{drawn_order})},
                     {.name = "coefficients",
                      .meaning = "of x^a y^b z^c, the power of z fastest; 20 for order 3",
                      .kind = Kind::numbers,
                      .low = -100,
                      .high = 100}},
      .draw = draw_bias_field,
      .is_identity = is_identity_bias_field,
      .apply = apply_bias_field,
  };
}

}  // namespace coopseg::artifact
