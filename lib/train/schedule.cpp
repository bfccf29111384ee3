#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace coopseg::train {

double learning_rate(const Settings& settings, std::int64_t step, std::int64_t steps) {
  if (step < settings.warm_up)
    return settings.learning_rate * static_cast<double>(step + 1) / static_cast<double>(settings.warm_up);
  if (settings.schedule == Schedule::constant) return settings.learning_rate;
  const auto falling = static_cast<double>(std::max<std::int64_t>(1, steps - settings.warm_up));
  const double done = std::min(1.0, static_cast<double>(step - settings.warm_up) / falling);
  return settings.learning_rate * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
}

}  // namespace coopseg::train
