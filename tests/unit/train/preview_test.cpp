#include "train/preview.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "../support/synthetic_study.h"
#include "../support/temporary_folder.h"
#include "train/sampler.h"

namespace coopseg::train {
namespace {

TEST(Preview, ShowsTheAugmentedSlicesInTheOrderOfTraining) {
  const TestFolder folder;
  write_study(folder / "s.h5", {synthetic_case("a", "", 5), synthetic_case("b", "", 6)});
  write_text(folder / "l.txt", "s.h5\n");
  const TrainingData data = read_training_data(folder / "l.txt");
  Settings settings;
  settings.size = 32;
  settings.batch_size = 4;
  const picture::RgbImage sheet = preview(data, settings, 10);  // 4 slices an epoch
  const std::size_t cell = 64 + 4;
  ASSERT_EQ(sheet.width(), 4 + 6 * cell);
  ASSERT_EQ(sheet.height(), 4 + 2 * (cell + 10));
  for (std::size_t tile = 0; tile < 10; ++tile) {
    const auto epoch = static_cast<std::int64_t>(tile / 4);
    const auto samples = batches_of_epoch(data, settings, epoch).at(tile % 4 / 2);
    const Batch batch = make_batch(data, samples, settings, epoch);
    const torch::Tensor seen = batch.noisy[static_cast<std::int64_t>(tile % 2)][0];
    for (const std::size_t y : {0, 31})
      for (const std::size_t x : {0, 31}) {
        const float value = seen[static_cast<std::int64_t>(y)][static_cast<std::int64_t>(x)].item<float>();
        const auto grey = static_cast<std::uint8_t>(std::lround(255.0F * value));
        const std::size_t left = 4 + tile % 6 * cell;
        const std::size_t top = 4 + 10 + tile / 6 * (cell + 10);
        EXPECT_EQ(sheet.at(left + x / 31 * 63, top + y / 31 * 63).green, grey) << tile << ": " << x << ", " << y;
      }
  }
}

}  // namespace
}  // namespace coopseg::train
