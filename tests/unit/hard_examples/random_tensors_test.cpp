#include "hard_examples/random_tensors.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <map>

namespace coopseg::hard_examples {
namespace {

TEST(RandomTensors, OrdersAreAllEquallyLikely) {
  std::map<std::string, int> counts;
  constexpr int draws = 6000;
  for (int i = 0; i < draws; ++i) {
    core::RandomStream random(1, i, "order");
    const torch::Tensor order = draw_order(random, 3);
    ++counts[c10::str(order[0].item<int>(), order[1].item<int>(), order[2].item<int>())];
  }
  EXPECT_EQ(counts.size(), 6U);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, draws / 6, 5 * std::sqrt(draws / 6)) << order;
}

TEST(RandomTensors, FillWithTheirDistributions) {
  core::RandomStream random(2, "fill");
  const torch::Tensor uniform = draw_uniform(random, {100, 100}, -1.0, 3.0);
  EXPECT_NEAR(uniform.mean().item<double>(), 1.0, 0.06);
  EXPECT_TRUE(uniform.ge(-1).all().item<bool>() && uniform.le(3).all().item<bool>());
  const torch::Tensor normal = draw_normal(random, {100, 100});
  EXPECT_NEAR(normal.mean().item<double>(), 0.0, 0.05);
  EXPECT_NEAR(normal.std().item<double>(), 1.0, 0.04);
}

}  // namespace
}  // namespace coopseg::hard_examples
