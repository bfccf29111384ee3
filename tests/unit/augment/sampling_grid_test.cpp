#include "augment/sampling_grid.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

namespace coopseg::augment {
namespace {

TEST(SamplingGrid, TheDisplacementMovesTheViewBeforeTheMapIsApplied) {
  const slices::SliceSize field = {3, 2};
  const AffineMap map = {.xx = 0.0, .xy = 2.0, .x0 = 1.0, .yx = -1.0, .yy = 0.5, .y0 = 7.0};
  Displacement displacement = {std::vector<float>(6, 0.0F), std::vector<float>(6, 0.0F)};
  displacement.x[4] = 0.25F;
  displacement.y[4] = -0.5F;
  const SamplingGrid plain = sampling_grid(map, field);
  const SamplingGrid deformed = sampling_grid(map, displacement, field);
  for (std::size_t i = 0; i < 6; ++i) {
    const float x = static_cast<float>(i % 3);
    const float y = static_cast<float>(i / 3);
    EXPECT_FLOAT_EQ(plain.x[i], 2 * y + 1);
    EXPECT_FLOAT_EQ(plain.y[i], -x + 0.5F * y + 7);
    EXPECT_FLOAT_EQ(deformed.x[i], plain.x[i] + (i == 4 ? 2 * -0.5F : 0));
    EXPECT_FLOAT_EQ(deformed.y[i], plain.y[i] + (i == 4 ? -0.25F + 0.5F * -0.5F : 0));
  }
}

// Places in and around a slice of 9 x 7, none halfway between two pixels.
SamplingGrid random_places(std::int64_t count) {
  torch::manual_seed(3);
  const torch::Tensor places = torch::rand({2, count}) * 13.0 - 2.0 + 1e-3;
  SamplingGrid grid;
  for (std::int64_t i = 0; i < count; ++i) {
    grid.x.push_back(places[0][i].item<float>());
    grid.y.push_back(places[1][i].item<float>());
  }
  return grid;
}

// torch's grid_sample at the same places.
torch::Tensor grid_sample(const torch::Tensor& slice, const SamplingGrid& grid,
                          torch::nn::functional::GridSampleFuncOptions::mode_t mode) {
  namespace functional = torch::nn::functional;
  const auto count = static_cast<std::int64_t>(grid.x.size());
  const torch::Tensor x = (torch::tensor(grid.x) + 0.5) * (2.0 / static_cast<double>(slice.size(1))) - 1.0;
  const torch::Tensor y = (torch::tensor(grid.y) + 0.5) * (2.0 / static_cast<double>(slice.size(0))) - 1.0;
  const auto options = functional::GridSampleFuncOptions().mode(mode).padding_mode(torch::kZeros).align_corners(false);
  return functional::grid_sample(slice.view({1, 1, slice.size(0), slice.size(1)}),
                                 torch::stack({x, y}, -1).view({1, 1, count, 2}), options)
      .view({count});
}

TEST(SamplingGrid, ImagesAreInterpolatedAsTorchDoes) {
  const SamplingGrid grid = random_places(500);
  const torch::Tensor slice = torch::rand({7, 9});
  const torch::Tensor view = torch::empty({500});
  sample_image({slice.data_ptr<float>(), 63}, {9, 7}, grid, {view.data_ptr<float>(), 500});
  EXPECT_TRUE(torch::allclose(view, grid_sample(slice, grid, torch::kBilinear), 0, 1e-5));
  EXPECT_GT((view == 0).sum().item<int>(), 50);
}

TEST(SamplingGrid, LabelsAreTheNearestAsTorchFindsThem) {
  const SamplingGrid grid = random_places(500);
  const torch::Tensor slice = torch::randint(1, 4, {7, 9}, torch::kInt64);
  const torch::Tensor view = torch::empty({500}, torch::kInt64);
  sample_label({slice.data_ptr<std::int64_t>(), 63}, {9, 7}, grid, {view.data_ptr<std::int64_t>(), 500});
  EXPECT_TRUE(torch::equal(view.to(torch::kFloat), grid_sample(slice.to(torch::kFloat), grid, torch::kNearest)));
  EXPECT_GT((view == 0).sum().item<int>(), 50);
}

}  // namespace
}  // namespace coopseg::augment
