#include "train/batch_queue.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "../support/synthetic_study.h"
#include "../support/temporary_folder.h"

namespace coopseg::train {
namespace {

class Queue : public ::testing::Test {
 protected:
  Queue() {
    std::vector<study::Case> subjects;
    for (int i = 0; i < 3; ++i) subjects.push_back(synthetic_case("case" + std::to_string(i), "", 5 + i));
    write_study(folder_ / "s.h5", subjects);
    write_text(folder_ / "l.txt", "s.h5\n");
    data_ = read_training_data(folder_ / "l.txt");
    settings_.size = 32;
    settings_.batch_size = 8;
  }

  const TestFolder folder_;
  TrainingData data_;
  Settings settings_;
};

TEST_F(Queue, GivesEveryBatchOfEveryEpochInOrderHoweverManyThreadsMakeThem) {
  const std::size_t batches = batches_of_epoch(data_, settings_, 0).size();
  ASSERT_GT(batches, 1U);
  for (const int threads : {0, 1, 3}) {
    BatchQueue queue(data_, settings_, torch::kCPU, {4, 1}, threads);
    std::size_t position = 1;
    for (std::int64_t epoch = 4; epoch < 7; ++epoch, position = 0) {
      const auto samples = batches_of_epoch(data_, settings_, epoch);
      for (; position < batches; ++position) {
        const BatchQueue::Entry entry = queue.next();
        EXPECT_EQ(entry.place.epoch, epoch);
        EXPECT_EQ(entry.place.position, position);
        EXPECT_EQ(entry.ends_epoch, position + 1 == batches);
        const Batch expected = make_batch(data_, samples[position], settings_, epoch);
        EXPECT_TRUE(torch::equal(entry.batch.noisy, expected.noisy)) << threads << " threads, batch " << position;
        EXPECT_TRUE(torch::equal(entry.batch.clean, expected.clean));
        EXPECT_TRUE(torch::equal(entry.batch.label, expected.label));
      }
    }
  }
}

TEST_F(Queue, SaysWhatMadeABatchFail) {
  settings_.size = -16;
  BatchQueue queue(data_, settings_, torch::kCPU, {0, 0}, 2);
  EXPECT_ANY_THROW(queue.next());
}

}  // namespace
}  // namespace coopseg::train
