#include "nn/norm_activation.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace coopseg::nn {
namespace {

struct Case {
  std::int64_t channels;
  double slope;
  bool has_residual;
  bool of_batch;
};

/// The same in double precision by PyTorch's functions.
torch::Tensor by_torch(const Case& made, const std::vector<torch::Tensor>& leaves,
                       const ChannelStatistics& statistics) {
  const torch::Tensor normalised =
      made.of_batch ? torch::batch_norm(leaves[0], leaves[1], leaves[2], {}, {}, true, 0.1, 1e-5, false)
                    : torch::batch_norm(leaves[0], leaves[1], leaves[2], statistics.mean.to(torch::kDouble),
                                        statistics.variance.to(torch::kDouble), false, 0.1, 1e-5, false);
  const torch::Tensor z = made.has_residual ? normalised + leaves[3] : normalised;
  return torch::where(z > 0, z, made.slope * z);
}

std::vector<torch::Tensor> make_leaves(const Case& made, torch::ScalarType type) {
  torch::manual_seed(3);
  const std::int64_t c = made.channels;
  // A large mean beside a small spread: single-pass sums without a shift would lose the variance.
  std::vector<torch::Tensor> values = {torch::randn({5, c, 13, 17}) * 0.3 + 40.0, torch::randn({c}), torch::randn({c}),
                                       torch::randn({5, c, 13, 17})};
  for (torch::Tensor& value : values) value = value.to(type).requires_grad_();
  return values;
}

/// Gradients of parameters are sums over pixels of terms of either sign: their rounding is that of the terms.
void expect_close(const torch::Tensor& found, const torch::Tensor& expected, const char* what) {
  const double terms = expected.dim() == 1 ? std::sqrt(5.0 * 13.0 * 17.0) : 0.0;
  const double scale = std::max(terms, expected.abs().max().item<double>());
  EXPECT_LT((found.to(torch::kDouble) - expected).abs().max().item<double>(), 2e-5 * scale) << what;
}

void expect_equal_to_torch(const Case& made) {
  SCOPED_TRACE(std::to_string(made.channels) + " channels, slope " + std::to_string(made.slope) +
               (made.has_residual ? ", residual" : "") + (made.of_batch ? ", of the batch" : ""));
  const auto leaves = make_leaves(made, torch::kFloat);
  const auto expected_leaves = make_leaves(made, torch::kDouble);
  const ChannelStatistics statistics =
      made.of_batch ? channel_statistics(leaves[0])
                    : ChannelStatistics{torch::full({made.channels}, 39.9f), torch::full({made.channels}, 0.2f)};
  const torch::Tensor found =
      norm_activation(leaves[0], leaves[1], leaves[2], made.has_residual ? leaves[3] : torch::Tensor(),
                      {statistics, made.of_batch, 1e-5, made.slope});
  const torch::Tensor expected = by_torch(made, expected_leaves, statistics);
  expect_close(found.detach(), expected.detach(), "value");
  const torch::Tensor weight_of_loss = torch::randn_like(expected);
  (found * weight_of_loss.to(torch::kFloat)).sum().backward();
  (expected * weight_of_loss).sum().backward();
  const std::array names = {"x", "weight", "bias", "residual"};
  for (std::size_t i = 0; i < (made.has_residual ? 4u : 3u); ++i)
    expect_close(leaves[i].grad(), expected_leaves[i].grad(), names[i]);
}

TEST(NormActivation, EqualsBatchNormSumAndActivationWithTheirGradients) {
  for (const std::int64_t channels : {1, 3, 8, 16, 128, 300})
    for (const double slope : {0.2, 0.0, 1.0})
      for (const bool has_residual : {false, true})
        for (const bool of_batch : {true, false}) expect_equal_to_torch({channels, slope, has_residual, of_batch});
}

TEST(NormActivation, DoesNotDependOnTheNumberOfThreads) {
  const auto run = [](int threads) {
    at::set_num_threads(threads);
    const auto leaves = make_leaves({16, 0.2, true, true}, torch::kFloat);
    const torch::Tensor y =
        norm_activation(leaves[0], leaves[1], leaves[2], leaves[3], {channel_statistics(leaves[0]), true, 1e-5, 0.2});
    y.square().sum().backward();
    return std::vector<torch::Tensor>{y.detach(), leaves[0].grad(), leaves[1].grad()};
  };
  const int before = at::get_num_threads();
  const auto one = run(1);
  const auto three = run(3);
  at::set_num_threads(before);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(torch::equal(one[i], three[i])) << i;
}

TEST(NormActivation, KeepsNotANumber) {
  torch::Tensor x = torch::ones({1, 2, 2, 2});
  x[0][1][0][0] = std::numeric_limits<float>::quiet_NaN();
  const torch::Tensor y =
      norm_activation(x, torch::ones(2), torch::zeros(2), {}, {channel_statistics(x), true, 1e-5, 0.0});
  EXPECT_TRUE(y[0][1].isnan().all().item<bool>());
  EXPECT_FALSE(y[0][0].isnan().any().item<bool>());
}

}  // namespace
}  // namespace coopseg::nn
