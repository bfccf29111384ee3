#include "augment/augmentation.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "slices/slice_batch.h"

namespace coopseg::augment {
namespace {

constexpr slices::SliceSize field = {48, 48};

LabelledSlice random_slice(std::int64_t height, std::int64_t width) {
  return {torch::rand({height, width}), torch::randint(0, 4, {height, width}, torch::kInt64)};
}

AugmentedBatch apply_one(const Augmentation& augmentation, const LabelledSlice& slice, slices::SliceSize size = field) {
  return apply({&augmentation, 1}, {&slice, 1}, size);
}

Augmentation strong_augmentation() {
  core::RandomStream random(11, "augmentation");
  Augmentation augmentation;
  augmentation.spatial = {
      .flip_x = true, .rotation = 0.9, .shift_x = 0.05, .shift_y = -0.1, .zoom_x = 1.2, .zoom_y = 0.9};
  augmentation.elastic = draw_elastic(random, field);
  return augmentation;
}

TEST(Augmentation, TheIdentityIsTheCentreCropScaledToItsExtremes) {
  const LabelledSlice slice = random_slice(60, 56);
  const AugmentedBatch same = apply_one({}, slice);
  const slices::Field crop = {field, 4, 6};
  EXPECT_TRUE(torch::equal(same.label[0], slices::window(slice.label, crop)));
  EXPECT_TRUE(torch::allclose(same.image[0][0], slices::min_max(slices::window(slice.image, crop)), 0, 1e-6));
}

TEST(Augmentation, OutsideOfASliceAsLargeAsThePaddedFieldIsItsEdge) {
  Augmentation moved;
  moved.spatial.shift_x = 0.5;
  LabelledSlice slice = {torch::zeros({56, 56}), torch::full({56, 56}, 1, torch::kInt64)};
  slice.image.slice(1, 0, 20).fill_(2.0);
  slice.label.slice(1, 0, 20).fill_(3);
  const AugmentedBatch view = apply_one(moved, slice);
  for (const std::int64_t x : {0, 10, 19, 35}) {
    EXPECT_EQ(view.label[0][8][x].item<std::int64_t>(), 3) << x;
    EXPECT_EQ(view.image[0][0][8][x].item<float>(), 1.0F) << x;
  }
  EXPECT_EQ(view.label[0][8][44].item<std::int64_t>(), 1);
}

// A disc appears 0.91 to 1.25 times as large along each axis of the view, mostly larger, and not alike along both.
TEST(Augmentation, HeartsAppearAsLargeAsPublished) {
  const torch::Tensor x = torch::arange(64, torch::kFloat64) - 31.5;
  const torch::Tensor disc = (x.square() + x.unsqueeze(1).square()) < 100;
  const LabelledSlice slice = {disc.to(torch::kFloat), disc.to(torch::kInt64)};
  const double true_area = disc.sum().item<double>();
  double sum = 0.0;
  int uneven = 0;
  constexpr int draws = 400;
  for (int i = 0; i < draws; ++i) {
    core::RandomStream random(3, i, "augmentation");
    Augmentation augmentation;
    augmentation.spatial = draw_spatial(random);
    const torch::Tensor label = apply_one(augmentation, slice).label[0];
    const double ratio = label.sum().item<double>() / true_area;
    EXPECT_GE(ratio, 0.95 / (1.1 * 1.1));
    EXPECT_LE(ratio, 1.05 / (0.8 * 0.8));
    sum += ratio;
    const auto width = std::get<0>(label.max(0)).sum().item<double>();
    const auto height = std::get<0>(label.max(1)).sum().item<double>();
    if (std::max(width, height) > 1.1 * std::min(width, height)) ++uneven;
  }
  EXPECT_NEAR(sum / draws, 1.127, 0.03);  // ln(1.1 / 0.8) / 0.3, squared
  EXPECT_GT(uneven, draws / 4);
}

TEST(Augmentation, OutsideOfASmallerSliceIsZeroAndBackground) {
  Augmentation moved;
  moved.spatial.shift_x = 0.5;
  const AugmentedBatch view = apply_one(moved, {torch::full({48, 48}, 3.0F), torch::full({48, 48}, 3, torch::kInt64)});
  EXPECT_EQ(view.label[0][8][10].item<std::int64_t>(), 0);
  EXPECT_EQ(view.label[0][8][36].item<std::int64_t>(), 3);
  EXPECT_EQ(view.image[0][0][8][10].item<float>(), 0.0F);
  EXPECT_EQ(view.image[0][0][8][36].item<float>(), 1.0F);
}

// The whole geometry once more in torch: place in the view, displaced, then back through shift, zoom, rotation, flip.
// The slice is at least as large as the padded field, so its edge is repeated.
torch::Tensor interpolated_once(const Augmentation& augmentation, const torch::Tensor& slice) {
  namespace functional = torch::nn::functional;
  const Displacement moved = displacement(*augmentation.elastic, field);
  const auto along = [](std::int64_t dimension) {
    return torch::arange(48, torch::kFloat64).unsqueeze(dimension).expand({48, 48}) - 23.5;
  };
  const SpatialTransform& spatial = augmentation.spatial;
  const torch::Tensor x = spatial.zoom_x * (along(0) + torch::tensor(moved.x).view({48, 48}) - 48 * spatial.shift_x);
  const torch::Tensor y = spatial.zoom_y * (along(1) + torch::tensor(moved.y).view({48, 48}) - 48 * spatial.shift_y);
  const double cosine = std::cos(spatial.rotation);
  const double sine = std::sin(spatial.rotation);
  const torch::Tensor source_x = (spatial.flip_x ? -1 : 1) * (cosine * x + sine * y);
  const torch::Tensor source_y = (spatial.flip_y ? -1 : 1) * (cosine * y - sine * x);
  const torch::Tensor grid = torch::stack(
      {source_x * (2.0 / static_cast<double>(slice.size(1))), source_y * (2.0 / static_cast<double>(slice.size(0)))},
      -1);
  const auto options = functional::GridSampleFuncOptions().padding_mode(torch::kBorder).align_corners(false);
  return functional::grid_sample(slice.to(torch::kFloat64).unsqueeze(0).unsqueeze(0), grid.unsqueeze(0), options)[0][0];
}

TEST(Augmentation, EverythingThatMovesPixelsIsOneInterpolation) {
  const LabelledSlice slice = random_slice(70, 66);
  const Augmentation augmentation = strong_augmentation();
  const torch::Tensor expected = slices::min_max(interpolated_once(augmentation, slice.image));
  const torch::Tensor found = apply_one(augmentation, slice).image[0][0];
  EXPECT_LT((found - expected).abs().max().item<double>(), 2e-4);
}

TEST(Augmentation, WithoutDeformationAViewIsThatOfTheSpatialTransform) {
  const LabelledSlice slice = random_slice(70, 66);
  Augmentation augmentation = strong_augmentation();
  for (std::vector<float>* noise : {&augmentation.elastic->noise_x, &augmentation.elastic->noise_y})
    std::fill(noise->begin(), noise->end(), 0.0F);
  const AugmentedBatch undeformed = apply_one(augmentation, slice);
  augmentation.elastic.reset();
  const AugmentedBatch spatial = apply_one(augmentation, slice);
  EXPECT_TRUE(torch::equal(undeformed.image, spatial.image));
  EXPECT_TRUE(torch::equal(undeformed.label, spatial.label));
}

TEST(Augmentation, TheLabelStaysOnItsStructure) {
  LabelledSlice slice = {torch::zeros({48, 48}), torch::zeros({48, 48}, torch::kInt64)};
  slice.image.slice(0, 10, 40).slice(1, 14, 30).fill_(1.0);
  slice.label.slice(0, 10, 40).slice(1, 14, 30).fill_(2);
  const AugmentedBatch view = apply_one(strong_augmentation(), slice);
  const torch::Tensor inside = view.image[0][0] > 0.5;
  const torch::Tensor labelled = view.label[0] == 2;
  EXPECT_GT(labelled.sum().item<int>(), 200);
  EXPECT_FALSE(torch::equal(labelled, slice.label == 2));
  EXPECT_LT((inside != labelled).sum().item<int>(), 15) << "only pixels that the edge crosses may differ";
}

TEST(Augmentation, IntensitiesChangeInTheViewBeforeItIsScaledToItsExtremes) {
  const LabelledSlice slice = random_slice(48, 48);
  Augmentation augmentation;
  augmentation.intensity = IntensityChange{1.2, 0.1};
  const torch::Tensor plain = slice.image;
  const torch::Tensor low = plain.min();
  const torch::Tensor high = plain.max();
  const torch::Tensor changed = plain.mean() + 1.2 * (plain - plain.mean()) + 0.1 * (high - low);
  const torch::Tensor expected = slices::min_max(torch::clamp(changed, low, high));
  EXPECT_TRUE(torch::allclose(apply_one(augmentation, slice).image[0][0], expected, 0, 1e-5));
}

TEST(Augmentation, ABatchIsItsSlicesWhateverTheirSizes) {
  const std::vector<LabelledSlice> slices = {random_slice(70, 66), random_slice(40, 52), random_slice(48, 48)};
  std::vector<Augmentation> augmentations;
  for (int i = 0; i < 3; ++i) {
    core::RandomStream random(5, i);
    augmentations.push_back(draw_augmentation(random, field));
  }
  const AugmentedBatch batch = apply(augmentations, slices, field);
  ASSERT_EQ(batch.image.sizes(), (std::vector<std::int64_t>{3, 1, 48, 48}));
  ASSERT_EQ(batch.label.sizes(), (std::vector<std::int64_t>{3, 48, 48}));
  for (std::size_t i = 0; i < 3; ++i) {
    const auto position = static_cast<std::int64_t>(i);
    const AugmentedBatch alone = apply_one(augmentations[i], slices[i]);
    EXPECT_TRUE(torch::equal(batch.image[position], alone.image[0]));
    EXPECT_TRUE(torch::equal(batch.label[position], alone.label[0]));
    EXPECT_EQ(batch.image[position].min().item<float>(), 0.0F);
    EXPECT_EQ(batch.image[position].max().item<float>(), 1.0F);
  }
}

TEST(Augmentation, DrawsDependOnTheStreamAlone) {
  core::RandomStream random(5, "a");
  core::RandomStream again(5, "a");
  core::RandomStream other(5, "b");
  EXPECT_EQ(draw_augmentation(random, field).spatial.rotation, draw_augmentation(again, field).spatial.rotation);
  EXPECT_EQ(draw_elastic(random, field).noise_y, draw_elastic(again, field).noise_y);
  EXPECT_NE(draw_elastic(random, field).noise_y, draw_elastic(other, field).noise_y);
}

TEST(Augmentation, HalfOfTheSlicesAreDeformedAndHalfChangeIntensities) {
  int elastic = 0;
  int intensity = 0;
  int both = 0;
  for (int i = 0; i < 4000; ++i) {
    core::RandomStream random(9, i);
    const Augmentation augmentation = draw_augmentation(random, {16, 16});
    elastic += augmentation.elastic ? 1 : 0;
    intensity += augmentation.intensity ? 1 : 0;
    both += augmentation.elastic && augmentation.intensity ? 1 : 0;
  }
  EXPECT_NEAR(elastic / 4000.0, 0.5, 0.03);
  EXPECT_NEAR(intensity / 4000.0, 0.5, 0.03);
  EXPECT_NEAR(both / 4000.0, 0.25, 0.03);
}

}  // namespace
}  // namespace coopseg::augment
