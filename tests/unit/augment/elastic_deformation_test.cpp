#include "augment/elastic_deformation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace coopseg::augment {
namespace {

// scipy.ndimage.gaussian_filter(noise, sigma, mode="constant") in plain loops.
std::vector<double> gaussian_filter(const std::vector<float>& noise, slices::SliceSize size, double sigma) {
  const auto radius = static_cast<std::int64_t>(4.0 * sigma + 0.5);
  double total = 0.0;
  const auto weight = [&](std::int64_t distance) {
    return std::exp(-0.5 * static_cast<double>(distance * distance) / (sigma * sigma));
  };
  for (std::int64_t i = -radius; i <= radius; ++i) total += weight(i);
  const auto along = [&](const std::vector<double>& image, std::int64_t step_x, std::int64_t step_y) {
    std::vector<double> smooth(image.size(), 0.0);
    for (std::int64_t y = 0; y < size.y; ++y)
      for (std::int64_t x = 0; x < size.x; ++x)
        for (std::int64_t i = -radius; i <= radius; ++i) {
          const std::int64_t other_x = x + i * step_x;
          const std::int64_t other_y = y + i * step_y;
          if (other_x >= 0 && other_x < size.x && other_y >= 0 && other_y < size.y)
            smooth[static_cast<std::size_t>(y * size.x + x)] +=
                weight(i) / total * image[static_cast<std::size_t>(other_y * size.x + other_x)];
        }
    return smooth;
  };
  return along(along({noise.begin(), noise.end()}, 1, 0), 0, 1);
}

void expect_plain_definition(slices::SliceSize field, double sigma) {
  core::RandomStream random(4, field.x, "elastic");
  ElasticDeformation deformation = draw_elastic(random, field);
  deformation.sigma = sigma;
  const Displacement found = displacement(deformation, field);
  const auto plain_x = gaussian_filter(deformation.noise_x, deformation.size, sigma);
  const auto plain_y = gaussian_filter(deformation.noise_y, deformation.size, sigma);
  const std::int64_t margin_x = (deformation.size.x - field.x) / 2;
  const std::int64_t margin_y = (deformation.size.y - field.y) / 2;
  double error = 0.0;
  double largest = 0.0;
  for (std::int64_t y = 0; y < field.y; ++y)
    for (std::int64_t x = 0; x < field.x; ++x) {
      const auto inner = static_cast<std::size_t>(y * field.x + x);
      const auto padded = static_cast<std::size_t>((y + margin_y) * deformation.size.x + x + margin_x);
      const double expected_x = deformation.alpha * plain_x[padded];
      const double expected_y = deformation.alpha * plain_y[padded];
      error = std::max({error, std::abs(found.x[inner] - expected_x), std::abs(found.y[inner] - expected_y)});
      largest = std::max({largest, std::abs(expected_x), std::abs(expected_y)});
    }
  EXPECT_GT(largest, 1.0);
  EXPECT_LT(error, 0.003 * largest) << "sigma " << sigma << ", largest displacement " << largest;
}

TEST(ElasticDeformation, IsAlphaTimesTheSmoothedNoise) {
  expect_plain_definition({32, 32}, 2.8);
  expect_plain_definition({96, 96}, 8.4);
  expect_plain_definition({96, 96}, 16.5);
  expect_plain_definition({80, 48}, 9.0);
}

TEST(ElasticDeformation, TheFieldOf192IsPaddedTo224) {
  core::RandomStream random(1, "elastic");
  const ElasticDeformation deformation = draw_elastic(random, {192, 192});
  EXPECT_EQ(deformation.size, (slices::SliceSize{224, 224}));
  EXPECT_EQ(deformation.noise_x.size(), 224U * 224U);
  EXPECT_EQ(deformation.noise_y.size(), 224U * 224U);
}

TEST(ElasticDeformation, NoiseIsUniformAndItsAxesAreIndependent) {
  core::RandomStream random(1, "elastic");
  const ElasticDeformation deformation = draw_elastic(random, {192, 192});
  double product = 0.0;
  for (const std::vector<float>* noise : {&deformation.noise_x, &deformation.noise_y}) {
    const auto [low, high] = std::ranges::minmax(*noise);
    EXPECT_NEAR(low, -1.0, 1e-3);
    EXPECT_NEAR(high, 1.0, 1e-3);
    double square = 0.0;
    for (const float value : *noise) square += static_cast<double>(value) * value;
    EXPECT_NEAR(square / static_cast<double>(noise->size()), 1.0 / 3.0, 0.005);
  }
  for (std::size_t i = 0; i < deformation.noise_x.size(); ++i)
    product += static_cast<double>(deformation.noise_x[i]) * deformation.noise_y[i];
  EXPECT_NEAR(product / static_cast<double>(deformation.noise_x.size()), 0.0, 0.006);
}

TEST(ElasticDeformation, DrawsHaveThePublishedRanges) {
  double least_alpha = 1e9;
  double largest_alpha = 0.0;
  double least_sigma = 1e9;
  double largest_sigma = 0.0;
  for (int i = 0; i < 2000; ++i) {
    core::RandomStream random(3, i);
    const ElasticDeformation deformation = draw_elastic(random, {24, 24});  // padded to 28: H is 21
    least_alpha = std::min(least_alpha, deformation.alpha / 21.0);
    largest_alpha = std::max(largest_alpha, deformation.alpha / 21.0);
    least_sigma = std::min(least_sigma, deformation.sigma / 21.0);
    largest_sigma = std::max(largest_sigma, deformation.sigma / 21.0);
  }
  EXPECT_NEAR(least_alpha, 1.5, 0.005);
  EXPECT_NEAR(largest_alpha, 2.0, 0.005);
  EXPECT_NEAR(least_sigma, 0.1, 0.001);
  EXPECT_NEAR(largest_sigma, 0.2, 0.001);
}

}  // namespace
}  // namespace coopseg::augment
