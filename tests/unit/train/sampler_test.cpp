#include "train/sampler.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <set>

#include "../support/synthetic_study.h"
#include "../support/temporary_folder.h"
#include "slices/slice_batch.h"

namespace coopseg::train {
namespace {

TrainingData data_of(std::size_t cases) {
  const TestFolder folder;
  std::vector<study::Case> subjects;
  for (std::size_t i = 0; i < cases; ++i)
    subjects.push_back(synthetic_case("case" + std::to_string(i), "", 5 + static_cast<double>(i % 3)));
  write_study(folder / "s.h5", subjects);
  write_text(folder / "l.txt", "s.h5\n");
  return read_training_data(folder / "l.txt");
}

Settings small_settings() {
  Settings settings;
  settings.size = 32;
  settings.batch_size = 8;
  settings.seed = 5;
  return settings;
}

std::vector<std::pair<std::size_t, std::int64_t>> flat(const std::vector<std::vector<Sample>>& batches) {
  std::vector<std::pair<std::size_t, std::int64_t>> samples;
  for (const auto& batch : batches)
    for (const Sample& sample : batch) samples.emplace_back(sample.item, sample.slice);
  return samples;
}

TEST(Sampler, AnEpochTakesEverySliceOnceAndKeepsTheShortLastBatch) {
  const TrainingData data = data_of(5);
  const auto batches = batches_of_epoch(data, small_settings(), 0);
  ASSERT_EQ(batches.size(), 3U);
  EXPECT_EQ(batches[0].size(), 4U);
  EXPECT_EQ(batches[2].size(), 2U);
  const auto samples = flat(batches);
  EXPECT_EQ(std::set(samples.begin(), samples.end()).size(), 10U);
}

TEST(Sampler, OrderDependsOnSeedAndEpochAlone) {
  const TrainingData data = data_of(8);
  Settings settings = small_settings();
  const auto first = flat(batches_of_epoch(data, settings, 0));
  EXPECT_EQ(first, flat(batches_of_epoch(data, settings, 0)));
  EXPECT_NE(first, flat(batches_of_epoch(data, settings, 1)));
  settings.seed = 6;
  EXPECT_NE(first, flat(batches_of_epoch(data, settings, 0)));
}

TEST(Sampler, BatchHoldsTheAugmentedSlicesThenTheSameAsStored) {
  const TrainingData data = data_of(2);
  Settings settings = small_settings();
  settings.noise = 0.0;
  const std::vector<Sample> samples = {{1, 0}, {0, 1}};
  const Batch batch = make_batch(data, samples, settings, 3);
  ASSERT_EQ(batch.clean.sizes(), (std::vector<std::int64_t>{4, 1, 32, 32}));
  const slices::Field field = {{32, 32}, 4, 2};
  EXPECT_TRUE(torch::equal(batch.clean[2][0], slices::window(data.cases[1].image[0], field)));
  EXPECT_TRUE(torch::equal(batch.label[3], slices::window(data.cases[0].label[1], field)));
  EXPECT_FALSE(torch::equal(batch.clean[0], batch.clean[2]));
  EXPECT_EQ(batch.clean[0].max().item<float>(), 1.0F);
  EXPECT_EQ(batch.clean[0].min().item<float>(), 0.0F);
  EXPECT_TRUE(torch::equal(batch.noisy, batch.clean));
}

TEST(Sampler, NoiseAndViewOfASliceDoNotDependOnItsBatch) {
  const TrainingData data = data_of(3);
  const Settings settings = small_settings();
  const Batch alone = make_batch(data, {{2, 1}}, settings, 0);
  const Batch second = make_batch(data, {{0, 0}, {2, 1}}, settings, 0);
  EXPECT_TRUE(torch::equal(alone.noisy[0], second.noisy[1]));
  EXPECT_TRUE(torch::equal(alone.noisy[1], second.noisy[3]));
  EXPECT_FALSE(torch::equal(alone.noisy, make_batch(data, {{2, 1}}, settings, 1).noisy));
  EXPECT_NEAR((alone.noisy - alone.clean).abs().max().item<float>(), 0.19, 0.06);
}

}  // namespace
}  // namespace coopseg::train
