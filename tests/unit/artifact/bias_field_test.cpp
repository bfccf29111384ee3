#include "artifact/bias_field.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"

namespace coopseg::artifact {
namespace {

study::Grid grid_of(std::size_t x, std::size_t y, std::size_t z) {
  return {.size = {x, y, z}, .spacing = {1.4, 1.4, 10}, .origin = {5, 6, 7}, .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
}

Parameters parameters_of(int order, std::vector<double> coefficients) {
  return {{"order", static_cast<double>(order)}, {"coefficients", std::move(coefficients)}};
}

std::vector<float> corrupt(const Parameters& parameters, const study::Grid& grid, float value = 1.0F) {
  std::vector<float> image(grid.voxels(), value);
  apply(bias_field(), parameters, grid, image);
  return image;
}

std::vector<double> drawn(int severity, std::uint64_t seed = 3, const char* id = "a") {
  return std::get<std::vector<double>>(draw(bias_field(), severity, seed, 0, id).at("coefficients"));
}

TEST(BiasField, CoefficientsOfOrderOneAreConstantZYX) {
  const study::Grid grid = grid_of(3, 5, 2);
  const std::vector<float> image = corrupt(parameters_of(1, {0.1, 0.2, 0.3, 0.4}), grid, 2.0F);
  for (std::size_t z = 0; z < 2; ++z)
    for (std::size_t y = 0; y < 5; ++y)
      for (std::size_t x = 0; x < 3; ++x) {
        const double exponent = 0.1 + 0.2 * (z == 0 ? -1.0 : 1.0) + 0.3 * (0.5 * static_cast<double>(y) - 1.0) +
                                0.4 * (static_cast<double>(x) - 1.0);
        const float expected = 2.0F * static_cast<float>(std::exp(exponent));
        EXPECT_FLOAT_EQ(image[(z * 5 + y) * 3 + x], expected) << x << ' ' << y << ' ' << z;
      }
}

TEST(BiasField, OrderTwoMultipliesPowers) {
  // constant, z, z^2, y, yz, y^2, x, xz, xy, x^2
  std::vector<double> coefficients(10, 0.0);
  coefficients[4] = 0.5;
  coefficients[9] = -0.25;
  const std::vector<float> image = corrupt(parameters_of(2, coefficients), grid_of(2, 2, 2));
  for (std::size_t i = 0; i < 8; ++i) {
    const bool same_side = ((i >> 1) & 1) == (i >> 2);
    EXPECT_FLOAT_EQ(image[i], std::exp((same_side ? 0.5F : -0.5F) - 0.25F)) << i;
  }
}

TEST(BiasField, AnAxisOfOneVoxelStandsAtZero) {
  const std::vector<float> image = corrupt(parameters_of(1, {0.0, 5.0, 0.0, 0.0}), grid_of(4, 3, 1));
  for (const float value : image) EXPECT_EQ(value, 1.0F);
}

TEST(BiasField, NegativeValuesStayNegative) {
  EXPECT_FLOAT_EQ(corrupt(parameters_of(0, {0.5}), grid_of(1, 1, 1), -3.0F)[0], -3.0F * std::exp(0.5F));
}

TEST(BiasField, IdentityOnlyWhereEveryCoefficientIsZero) {
  const Artifact artifact = bias_field();
  EXPECT_TRUE(artifact.is_identity(parameters_of(1, {0, 0, 0, 0})));
  EXPECT_FALSE(artifact.is_identity(parameters_of(1, {0, 0, 0, 1e-12})));
}

TEST(BiasField, CountOfCoefficientsMustMatchTheOrder) {
  try {
    bias_field().is_identity(parameters_of(2, {1, 2, 3, 4}));
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_STREQ(error.what(), "coefficients: 4 numbers found, 10 expected for order 2");
  }
}

TEST(BiasField, OverflowNamesTheVoxel) {
  try {
    corrupt(parameters_of(1, {0, 0, 0, 100}), grid_of(3, 1, 1));
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_STREQ(error.what(), "bias-field: voxel (2, 0, 0) leaves the range of float32; weaker parameters are needed");
  }
}

TEST(BiasField, SeverityScalesOneDraw) {
  const std::vector<double> weakest = drawn(1);
  ASSERT_EQ(weakest.size(), 20U);
  double factor = 1.0;
  for (int severity = 2; severity <= max_severity; ++severity) {
    const std::vector<double> stronger = drawn(severity);
    EXPECT_GT(stronger[5] / weakest[5], factor);
    factor = stronger[5] / weakest[5];
    for (std::size_t i = 0; i < weakest.size(); ++i) EXPECT_NEAR(stronger[i], factor * weakest[i], 1e-12);
  }
}

TEST(BiasField, DrawDependsOnSeedAndCase) {
  EXPECT_EQ(drawn(3), drawn(3));
  EXPECT_NE(drawn(3, 3, "a"), drawn(3, 4, "a"));
  EXPECT_NE(drawn(3, 3, "a"), drawn(3, 3, "b"));
}

TEST(BiasField, DrawHasZeroMeanAndTheSeveritysRootMeanSquare) {
  const study::Grid grid = grid_of(41, 41, 41);
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const std::vector<float> image = corrupt(draw(bias_field(), 3, seed, 0, "a"), grid);
    double weights = 0.0;
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < image.size(); ++i) {  // trapezoidal rule: the outermost voxels stand for half a cell
      double weight = 1.0;
      for (const std::size_t k : {i % 41, i / 41 % 41, i / 1681}) weight *= k == 0 || k == 40 ? 0.5 : 1.0;
      weights += weight;
      sum += weight * std::log(image[i]);
      squares += weight * std::log(image[i]) * std::log(image[i]);
    }
    EXPECT_NEAR(sum / weights, 0.0, 2e-3);
    EXPECT_NEAR(std::sqrt(squares / weights), 0.38, 3e-3);
  }
}

}  // namespace
}  // namespace coopseg::artifact
