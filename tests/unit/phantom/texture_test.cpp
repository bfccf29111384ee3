#include "phantom/texture.h"

#include <gtest/gtest.h>

#include <cmath>

namespace coopseg::phantom {
namespace {

Texture made(std::uint64_t seed, double scale = 5.0) {
  core::RandomStream random(seed);
  return Texture(random, scale);
}

TEST(Texture, VariesSmoothlyAboutZero) {
  const Texture texture = made(1);
  double sum = 0.0;
  double squares = 0.0;
  double steepest = 0.0;
  constexpr int count = 20000;
  for (int i = 0; i < count; ++i) {
    const Place place = {.x = 0.37 * i, .y = -0.91 * i, .z = 0.53 * i};
    const double value = texture.at(place);
    const double beside = texture.at({.x = place.x + 0.01, .y = place.y, .z = place.z});
    sum += value;
    squares += value * value;
    steepest = std::max(steepest, std::abs(beside - value) / 0.01);
    ASSERT_LE(std::abs(value), 1.0);
  }
  EXPECT_NEAR(sum / count, 0.0, 0.03);
  EXPECT_GT(std::sqrt(squares / count), 0.15);
  EXPECT_LT(steepest, 2.0 * 1.875 / 5.0 + 1e-6);  // the quintic's steepest slope over a step from -1 to 1
}

TEST(Texture, HasItsLatticeNumbersAtLatticePointsAndRepeats) {
  const Texture texture = made(2, 4.0);
  EXPECT_NEAR(texture.at({.x = 4, .y = 8, .z = -12}), texture.at({.x = 4 + 64, .y = 8 - 64, .z = -12}), 1e-12);
  EXPECT_NE(texture.at({.x = 4, .y = 8, .z = -12}), texture.at({.x = 8, .y = 8, .z = -12}));
}

TEST(Texture, DependsOnItsDraws) {
  const Place place = {.x = 3.1, .y = 4.1, .z = 5.9};
  EXPECT_EQ(made(3).at(place), made(3).at(place));
  EXPECT_NE(made(3).at(place), made(4).at(place));
}

}  // namespace
}  // namespace coopseg::phantom
