#include "evaluation/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/random.h"

namespace coopseg::evaluation {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(const std::vector<double>& values, double centre) {
  if (values.size() < 2) return undefined;
  double sum = 0.0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

}  // namespace

double percentile(std::vector<double> values, double percent) {
  if (values.empty()) return undefined;
  std::sort(values.begin(), values.end());
  const double position = percent / 100.0 * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(position);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (position - static_cast<double>(low)) * (values[high] - values[low]);
}

const std::vector<std::uint32_t>& Bootstrap::draws(std::size_t patients) {
  std::vector<std::uint32_t>& draws = draws_[patients];
  if (!draws.empty()) return draws;
  core::RandomStream random(seed_, "bootstrap", patients);
  draws.resize(patients * resamples);
  for (std::uint32_t& draw : draws)
    draw = static_cast<std::uint32_t>(random.integer(0, static_cast<std::int64_t>(patients) - 1));
  return draws;
}

Distribution Bootstrap::describe(const std::vector<double>& values) {
  const std::size_t n = values.size();
  Distribution found{.n = n,
                     .mean = n == 0 ? undefined : mean(values),
                     .sd = undefined,
                     .median = percentile(values, 50.0),
                     .q1 = percentile(values, 25.0),
                     .q3 = percentile(values, 75.0),
                     .ci_low = undefined,
                     .ci_high = undefined};
  if (n < 2) return found;
  found.sd = standard_deviation(values, found.mean);
  const std::vector<std::uint32_t>& drawn = draws(n);
  std::vector<double> means(resamples);
  for (std::size_t i = 0; i < resamples; ++i) {
    double sum = 0.0;
    for (std::size_t k = 0; k < n; ++k) sum += values[drawn[i * n + k]];
    means[i] = sum / static_cast<double>(n);
  }
  found.ci_low = percentile(means, 2.5);
  found.ci_high = percentile(means, 97.5);
  return found;
}

}  // namespace coopseg::evaluation
