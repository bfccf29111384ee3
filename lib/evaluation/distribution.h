#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace coopseg::evaluation {

/// A percentile (0 to 100) between two order statistics linearly (numpy.percentile); NaN of nothing.
double percentile(std::vector<double> values, double percent);

/// What is said of the values of patients. What too few values leave open is NaN.
struct Distribution {
  std::size_t n = 0;
  double mean = 0;
  double sd = 0;  ///< with n - 1
  double median = 0;
  double q1 = 0;
  double q3 = 0;
  double ci_low = 0;  ///< 95 % interval of the mean
  double ci_high = 0;
};

/// Percentile bootstrap of the mean (Efron 1979): `resamples` draws of as many patients as there are, with replacement.
/// Equal numbers of patients get equal draws, so that metrics are compared on the same resamples.
class Bootstrap {
 public:
  static constexpr std::size_t resamples = 10000;

  explicit Bootstrap(std::uint64_t seed) : seed_(seed) {}

  Distribution describe(const std::vector<double>& values);

 private:
  const std::vector<std::uint32_t>& draws(std::size_t patients);

  std::uint64_t seed_;
  std::map<std::size_t, std::vector<std::uint32_t>> draws_;
};

}  // namespace coopseg::evaluation
