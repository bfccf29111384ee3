#include "hard_examples/style.h"

#include <torch/torch.h>

#include <vector>

namespace coopseg::hard_examples {
namespace {

constexpr double eps = 1e-6;

/// Root of the unbiased variance over dimensions and eps; of a single value it is 0.
torch::Tensor deviation_over(const torch::Tensor& x, const std::vector<std::int64_t>& dimensions, bool is_single) {
  const torch::Tensor variance = x.var(dimensions, /*unbiased=*/!is_single, /*keepdim=*/true);
  return (variance + eps).sqrt();
}

}  // namespace

Style style_of(const torch::Tensor& features) {
  const std::vector<std::int64_t> pixels = {2, 3};
  return {features.mean(pixels, true), deviation_over(features, pixels, features.size(2) * features.size(3) == 1)};
}

torch::Tensor restyled(const torch::Tensor& features, const Style& from, const Style& to) {
  return (features - from.mean) / from.deviation * to.deviation + to.mean;
}

Style mixed(const Style& one, const Style& other, const torch::Tensor& share) {
  return {share * one.mean + (1.0 - share) * other.mean, share * one.deviation + (1.0 - share) * other.deviation};
}

Style reordered(const Style& style, const torch::Tensor& order) {
  return {style.mean.index_select(0, order), style.deviation.index_select(0, order)};
}

Style spread_of(const Style& style) {
  const bool is_single = style.mean.size(0) == 1;
  return {deviation_over(style.mean, {0}, is_single), deviation_over(style.deviation, {0}, is_single)};
}

}  // namespace coopseg::hard_examples
