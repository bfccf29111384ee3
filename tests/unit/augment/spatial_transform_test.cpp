#include "augment/spatial_transform.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <numbers>

#include "slices/slice_batch.h"

namespace coopseg::augment {
namespace {

// A label with one pixel of class 2 at (x, y) and an image that is bright there.
struct Dot {
  torch::Tensor image;
  torch::Tensor label;
};

Dot dot(std::int64_t size, std::int64_t x, std::int64_t y) {
  Dot slice = {torch::zeros({size, size}), torch::zeros({size, size}, torch::kInt64)};
  slice.image[y][x] = 5.0;
  slice.label[y][x] = 2;
  return slice;
}

std::pair<std::int64_t, std::int64_t> position(const torch::Tensor& label) {
  const torch::Tensor found = torch::nonzero(label == 2);
  if (found.size(0) != 1) return {-1, -1};
  return {found[0][1].item<std::int64_t>(), found[0][0].item<std::int64_t>()};
}

TEST(SpatialTransform, IdentityIsTheCentreCropScaledToItsExtremes) {
  const torch::Tensor image = torch::rand({40, 36});
  const torch::Tensor label = torch::randint(0, 4, {40, 36});
  const AugmentedSlice same = apply({}, image, label, {32, 32});
  const slices::Field field = {{32, 32}, 2, 4};
  EXPECT_TRUE(torch::equal(same.label, slices::window(label, field)));
  EXPECT_TRUE(torch::allclose(same.image, slices::min_max(slices::window(image, field)), 0, 1e-5));
}

TEST(SpatialTransform, FlipsMirrorImageAndLabelAlike) {
  const Dot slice = dot(32, 5, 9);
  SpatialTransform transform;
  transform.flip_x = true;
  const AugmentedSlice flipped = apply(transform, slice.image, slice.label, {32, 32});
  EXPECT_EQ(position(flipped.label), std::pair(std::int64_t{26}, std::int64_t{9}));
  EXPECT_NEAR(flipped.image[9][26].item<float>(), 1.0, 1e-5);
}

TEST(SpatialTransform, QuarterTurnsShiftsAndScalesMoveAPixelWhereTheyShould) {
  // Offsets from the centre (15.5, 15.5): (4.5, 0.5); a rotation by +90 degrees takes (x, y) to (-y, x).
  const Dot slice = dot(32, 20, 16);
  SpatialTransform turned;
  turned.rotation = std::numbers::pi / 2;
  EXPECT_EQ(position(apply(turned, slice.image, slice.label, {32, 32}).label),
            std::pair(std::int64_t{15}, std::int64_t{20}));
  SpatialTransform shifted;
  shifted.shift_x = 0.125;
  shifted.shift_y = -0.25;
  EXPECT_EQ(position(apply(shifted, slice.image, slice.label, {32, 32}).label),
            std::pair(std::int64_t{24}, std::int64_t{8}));
  torch::Tensor square = torch::zeros({32, 32}, torch::kInt64);
  square.slice(0, 12, 20).slice(1, 12, 20).fill_(1);
  SpatialTransform halved;
  halved.scale = 0.5;
  EXPECT_EQ(apply(halved, torch::rand({32, 32}), square, {32, 32}).label.sum().item<std::int64_t>(), 16);
}

TEST(SpatialTransform, OutsideOfTheSliceIsZeroAndBackground) {
  SpatialTransform transform;
  transform.shift_x = 0.5;
  const AugmentedSlice moved =
      apply(transform, torch::full({16, 16}, 3.0F), torch::full({16, 16}, 3, torch::kInt64), {16, 16});
  EXPECT_EQ(moved.label[8][3].item<std::int64_t>(), 0);
  EXPECT_EQ(moved.label[8][12].item<std::int64_t>(), 3);
  EXPECT_EQ(moved.image[8][3].item<float>(), 0.0F);
  EXPECT_EQ(moved.image[8][12].item<float>(), 1.0F);
}

TEST(SpatialTransform, DrawsHaveThePublishedRangesAndFrequencies) {
  int flips = 0;
  double least_scale = 2.0;
  double largest_scale = 0.0;
  for (int i = 0; i < 4000; ++i) {
    core::RandomStream random(7, i, "augmentation");
    const SpatialTransform transform = draw_transform(random);
    flips += transform.flip_x ? 1 : 0;
    least_scale = std::min(least_scale, transform.scale);
    largest_scale = std::max(largest_scale, transform.scale);
    EXPECT_LE(std::abs(transform.shift_x), 0.1);
    EXPECT_LE(std::abs(transform.shift_y), 0.1);
    const double degrees = transform.rotation * 180.0 / std::numbers::pi;
    EXPECT_LE(std::abs(std::remainder(degrees, 45.0)), 15.0 + 1e-9);
  }
  EXPECT_NEAR(flips / 4000.0, 0.2, 0.03);
  EXPECT_NEAR(least_scale, 0.8, 0.005);
  EXPECT_NEAR(largest_scale, 1.1, 0.005);
}

}  // namespace
}  // namespace coopseg::augment
