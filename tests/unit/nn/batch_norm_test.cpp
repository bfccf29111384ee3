#include "nn/batch_norm.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace coopseg::nn {
namespace {

/// A layer whose state is anything but fresh.
BatchNorm make_layer() {
  BatchNorm layer(2);
  const torch::NoGradGuard no_grad;
  layer.named_parameters()["weight"].copy_(torch::tensor({2.0f, -1.0f}));
  layer.named_parameters()["bias"].copy_(torch::tensor({0.5f, 3.0f}));
  layer.named_buffers()["running_mean"].copy_(torch::tensor({1.0f, -2.0f}));
  layer.named_buffers()["running_var"].copy_(torch::tensor({4.0f, 9.0f}));
  return layer;
}

torch::Tensor make_input() { return torch::arange(24, torch::kFloat).reshape({3, 2, 2, 2}).square(); }

/// (x - mean) / sqrt(var + eps) * weight + bias, per channel.
torch::Tensor normalise(const torch::Tensor& x, const torch::Tensor& mean, const torch::Tensor& var, BatchNorm& layer) {
  const auto wide = [](const torch::Tensor& v) { return v.view({1, -1, 1, 1}); };
  return (x - wide(mean)) / (wide(var) + 1e-5).sqrt() * wide(layer.weight()) + wide(layer.bias());
}

TEST(BatchNorm, EvaluatesWithRunningStatistics) {
  BatchNorm layer = make_layer();
  const auto buffers = layer.named_buffers();
  const torch::Tensor expected = normalise(make_input(), buffers["running_mean"], buffers["running_var"], layer);
  EXPECT_TRUE(torch::allclose(layer.forward(make_input(), Mode::evaluate), expected, 1e-5, 1e-5));
  EXPECT_TRUE(torch::equal(buffers["running_mean"], torch::tensor({1.0f, -2.0f})));
  EXPECT_EQ(buffers["num_batches_tracked"].item<int>(), 0);
}

TEST(BatchNorm, TrainsWithBatchStatisticsAndMovesTheRunningOnes) {
  BatchNorm layer = make_layer();
  const torch::Tensor x = make_input();
  const torch::Tensor mean = x.mean({0, 2, 3});
  const torch::Tensor expected = normalise(x, mean, x.var({0, 2, 3}, false), layer);
  EXPECT_TRUE(torch::allclose(layer.forward(x, Mode::train), expected, 1e-4, 1e-4));
  const auto buffers = layer.named_buffers();
  EXPECT_TRUE(torch::allclose(buffers["running_mean"], 0.9 * torch::tensor({1.0f, -2.0f}) + 0.1 * mean));
  EXPECT_TRUE(
      torch::allclose(buffers["running_var"], 0.9 * torch::tensor({4.0f, 9.0f}) + 0.1 * x.var({0, 2, 3}, true)));
  EXPECT_EQ(buffers["num_batches_tracked"].item<int>(), 1);
}

TEST(BatchNorm, HoldsStatisticsAndAffineParameters) {
  BatchNorm layer = make_layer();
  BatchNorm twin = make_layer();
  const torch::Tensor x = make_input().requires_grad_();
  const torch::Tensor held = layer.forward(x, Mode::hold);
  EXPECT_TRUE(torch::equal(held, twin.forward(x, Mode::train)));
  const auto buffers = layer.named_buffers();
  EXPECT_TRUE(torch::equal(buffers["running_mean"], torch::tensor({1.0f, -2.0f})));
  EXPECT_TRUE(torch::equal(buffers["running_var"], torch::tensor({4.0f, 9.0f})));
  EXPECT_EQ(buffers["num_batches_tracked"].item<int>(), 0);
  held.square().sum().backward();
  EXPECT_TRUE(x.grad().defined());
  EXPECT_FALSE(layer.weight().grad().defined());
  EXPECT_FALSE(layer.bias().grad().defined());
}

TEST(BatchNorm, RepeatsWhatTheLastTrainingPassDidToTheStatistics) {
  BatchNorm layer = make_layer();
  BatchNorm twin = make_layer();
  layer.forward(make_input(), Mode::train);
  layer.repeat_statistics();
  twin.forward(make_input(), Mode::train);
  twin.forward(make_input(), Mode::train);
  for (const char* name : {"running_mean", "running_var", "num_batches_tracked"})
    EXPECT_TRUE(torch::equal(layer.named_buffers()[name], twin.named_buffers()[name])) << name;
}

TEST(BatchNorm, AveragesTheStatisticsOfBatchesSinceItForgotThem) {
  BatchNorm layer = make_layer();
  layer.forward(make_input() + 100, Mode::train);
  layer.forget_statistics();
  std::vector<torch::Tensor> means;
  std::vector<torch::Tensor> variances;
  for (const double scale : {1.0, 2.0, 4.0}) {
    const torch::Tensor x = make_input() * scale;
    layer.forward(x, Mode::average);
    means.push_back(x.mean({0, 2, 3}));
    variances.push_back(x.var({0, 2, 3}, true));
  }
  const auto buffers = layer.named_buffers();
  EXPECT_TRUE(torch::allclose(buffers["running_mean"], torch::stack(means).mean(0), 1e-5, 1e-5));
  EXPECT_TRUE(torch::allclose(buffers["running_var"], torch::stack(variances).mean(0), 1e-5, 1e-5));
  EXPECT_EQ(buffers["num_batches_tracked"].item<int>(), 3);
}

}  // namespace
}  // namespace coopseg::nn
