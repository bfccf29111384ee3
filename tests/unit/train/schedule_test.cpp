#include "train/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace coopseg::train {
namespace {

TEST(LearningRate, IsConstantByDefault) {
  Settings settings;
  settings.learning_rate = 0.25;
  for (const std::int64_t step : {0, 7, 1000}) EXPECT_EQ(learning_rate(settings, step, 10), 0.25);
}

TEST(LearningRate, RisesOverTheWarmUp) {
  Settings settings;
  settings.learning_rate = 0.5;
  settings.warm_up = 4;
  EXPECT_EQ(learning_rate(settings, 0, 10), 0.125);
  EXPECT_EQ(learning_rate(settings, 2, 10), 0.375);
  EXPECT_EQ(learning_rate(settings, 3, 10), 0.5);
  EXPECT_EQ(learning_rate(settings, 4, 10), 0.5);
}

TEST(LearningRate, FallsByAHalfCosineToTheLastStep) {
  Settings settings;
  settings.learning_rate = 1.0;
  settings.schedule = Schedule::cosine;
  settings.warm_up = 2;
  EXPECT_EQ(learning_rate(settings, 2, 10), 1.0);
  EXPECT_NEAR(learning_rate(settings, 4, 10), 0.5 * (1 + std::sqrt(0.5)), 1e-12);  // a quarter of the way
  EXPECT_NEAR(learning_rate(settings, 6, 10), 0.5, 1e-12);
  EXPECT_NEAR(learning_rate(settings, 10, 10), 0.0, 1e-12);
  EXPECT_NEAR(learning_rate(settings, 20, 10), 0.0, 1e-12);
}

}  // namespace
}  // namespace coopseg::train
