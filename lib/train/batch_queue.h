#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <future>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "train/sampler.h"
#include "train/settings.h"
#include "train/step.h"
#include "train/training_data.h"

namespace coopseg::train {

/// The batches of a run in their order, one epoch after the other. Threads of the queue make them ahead, for a GPU in
/// pinned memory, so that no step waits for one; without threads next() makes them. A batch is a function of (seed,
/// epoch, batch) alone: threads change nothing.
class BatchQueue {
 public:
  struct Place {
    std::int64_t epoch = 0;
    std::size_t position = 0;  ///< within the epoch
  };

  struct Entry {
    Place place;
    std::vector<Sample> samples;  ///< as batches_of_epoch() lists them
    Batch batch;                  ///< on the device
    bool ends_epoch = false;
  };

  /// Begins with the batch at `first`, which may be behind an epoch's last. `data` and `settings` must outlive the
  /// queue.
  BatchQueue(const TrainingData& data, const Settings& settings, torch::Device device, Place first, int threads);

  std::size_t batches_of_an_epoch() const { return batches_; }

  /// Throws what made the batch fail.
  Entry next();

 private:
  Place take_place();
  Entry make(Place place) const;
  void make_ahead(std::stop_token stop);

  const TrainingData& data_;
  const Settings& settings_;
  torch::Device device_;
  std::size_t batches_;  ///< of an epoch
  Place next_;
  std::size_t most_;  ///< batches ahead
  std::mutex mutex_;
  std::condition_variable_any taken_;
  std::condition_variable_any promised_;
  std::deque<std::future<Entry>> ahead_;  ///< in order, made or in the making
  std::vector<std::jthread> makers_;      ///< last: they stop before what they use goes
};

}  // namespace coopseg::train
