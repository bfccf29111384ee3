#include "nn/upsampled_conv.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace coopseg::nn {
namespace {

TEST(UpsampledConv, EqualsConvolutionOfTheUpsampledTensorWithItsGradients) {
  torch::manual_seed(5);
  const std::vector<torch::Tensor> values = {torch::randn({2, 3, 5, 7}), torch::randn({4, 3, 3, 3}), torch::randn({4})};
  const torch::Tensor weight_of_loss = torch::randn({2, 4, 10, 14}, torch::kDouble);
  const auto run = [&](const auto& make) {
    std::vector<torch::Tensor> leaves;
    for (const torch::Tensor& value : values) leaves.push_back(value.clone().requires_grad_());
    const torch::Tensor y = make(leaves).to(torch::kDouble);
    (y * weight_of_loss).sum().backward();
    return std::vector<torch::Tensor>{y.detach(), leaves[0].grad(), leaves[1].grad(), leaves[2].grad()};
  };
  const auto found = run([](const auto& leaf) { return upsampled_conv(leaf[0], leaf[1], leaf[2]); });
  const auto expected = run([](const auto& leaf) {
    const torch::Tensor twice = torch::upsample_nearest2d(leaf[0], c10::nullopt, std::vector<double>{2.0, 2.0});
    return torch::conv2d(twice, leaf[1], leaf[2], 1, 1);
  });
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_TRUE(torch::allclose(found[i], expected[i], 1e-5, 1e-4)) << i;
}

}  // namespace
}  // namespace coopseg::nn
