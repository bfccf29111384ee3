#include "nn/stn_input.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace coopseg::nn {
namespace {

TEST(StnInput, SoftensLogitsWithTemperatureTwo) {
  const torch::Tensor logits = torch::tensor({2.0f, 0.0f, -4.0f}).view({1, 3, 1, 1});
  const torch::Tensor weights = torch::tensor({1.0f, 0.0f, -2.0f}).exp();
  EXPECT_TRUE(torch::allclose(stn_input_from_logits(logits).flatten(), weights / weights.sum()));
}

TEST(StnInput, IsTheSameFromProbabilities) {
  const torch::Tensor logits = 6 * torch::sin(torch::arange(2 * 4 * 9, torch::kFloat)).view({2, 4, 3, 3});
  EXPECT_TRUE(torch::allclose(stn_input_from_probabilities(torch::softmax(logits, 1)), stn_input_from_logits(logits),
                              1e-5, 1e-6));
}

TEST(StnInput, TakesProbabilitiesOfZero) {
  const torch::Tensor probabilities = torch::tensor({1.0f, 0.0f, 0.0f, 0.0f}).view({1, 2, 1, 2});
  // The second pixel has no probability at all.
  EXPECT_TRUE(torch::allclose(stn_input_from_probabilities(probabilities),
                              torch::tensor({1.0f, 0.5f, 0.0f, 0.5f}).view({1, 2, 1, 2})));
}

TEST(StnInput, TurnsLabelsIntoExactOneHot) {
  const torch::Tensor label = torch::tensor({0, 2, 1, 2}, torch::kLong).view({1, 2, 2});
  const torch::Tensor expected =
      torch::tensor({1.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 1.0f, 0.0f, 0.0f, 1.0f, 0.0f, 1.0f}).view({1, 3, 2, 2});
  EXPECT_TRUE(torch::equal(stn_input_from_label(label, 3), expected));
}

}  // namespace
}  // namespace coopseg::nn
