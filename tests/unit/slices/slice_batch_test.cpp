#include "slices/slice_batch.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <numeric>

namespace coopseg::slices {
namespace {

const study::Grid grid = {{3, 2, 2}, {1, 1, 10}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};

TEST(Window, KeepsAxisOrderAndPadsWithZeros) {
  std::vector<float> volume(12);
  std::iota(volume.begin(), volume.end(), 1.0F);
  const torch::Tensor slices = to_tensor(std::span<const float>(volume), grid);
  EXPECT_EQ(slices[1][0][2].item<float>(), 9.0F);  // z 1, y 0, x 2
  const torch::Tensor window_of = window(slices, {{2, 4}, 1, -1});
  ASSERT_EQ(window_of.sizes(), (std::vector<std::int64_t>{2, 4, 2}));
  const torch::Tensor expected = torch::tensor({{0, 0}, {2, 3}, {5, 6}, {0, 0}}, torch::kFloat32);
  EXPECT_TRUE(torch::equal(window_of[0], expected));
}

TEST(MinMax, ScalesEachSliceByItsOwnExtremes) {
  const torch::Tensor slices = torch::tensor({{{1.0F, 3.0F}}, {{10.0F, 30.0F}}});
  const torch::Tensor expected = torch::tensor({{{0.0F, 1.0F}}, {{0.0F, 1.0F}}});
  EXPECT_TRUE(torch::equal(min_max(slices), expected));
}

TEST(MinMax, ConstantSliceBecomesZero) {
  EXPECT_TRUE(torch::equal(min_max(torch::full({1, 2, 2}, 7.0F)), torch::zeros({1, 2, 2})));
}

TEST(ImageBatch, ExtremesAreTakenAfterTheCrop) {
  study::Case subject;
  subject.id = "a";
  subject.grid = grid;
  subject.image = std::vector<float>{100, 2, 4, 100, 6, 10, 0, 0, 0, 0, 0, 0};
  const torch::Tensor batch = image_batch(subject, {{2, 2}, 1, 0});
  ASSERT_EQ(batch.sizes(), (std::vector<std::int64_t>{2, 1, 2, 2}));
  EXPECT_TRUE(torch::equal(batch[0][0], torch::tensor({{0.0F, 0.25F}, {0.5F, 1.0F}})));
}

TEST(ProbabilityBatch, OutsideOfTheSliceIsBackgroundForCertain) {
  const std::vector<float> probability(4 * 12, 0.25F);
  const torch::Tensor batch = probability_batch(probability, grid, {{4, 2}, -1, 0});
  ASSERT_EQ(batch.sizes(), (std::vector<std::int64_t>{2, 4, 2, 4}));
  EXPECT_EQ(batch[1][0][1][0].item<float>(), 1.0F);
  EXPECT_EQ(batch[1][2][1][0].item<float>(), 0.0F);
  EXPECT_EQ(batch[1][0][1][1].item<float>(), 0.25F);
  EXPECT_TRUE(torch::allclose(batch.sum(1), torch::ones({2, 2, 4})));
}

}  // namespace
}  // namespace coopseg::slices
