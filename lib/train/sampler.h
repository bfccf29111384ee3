#pragma once

#include <cstdint>
#include <vector>

#include "augment/augmentation.h"
#include "train/settings.h"
#include "train/step.h"
#include "train/training_data.h"

namespace coopseg::train {

/// One slice of the training set.
struct Sample {
  std::size_t item = 0;    ///< position in TrainingData::cases
  std::int64_t slice = 0;  ///< z
};

/// Every slice once, in the order of an epoch (a Fisher-Yates shuffle keyed by seed and epoch), cut into batches of
/// half the batch size; the last one may be smaller.
std::vector<std::vector<Sample>> batches_of_epoch(const TrainingData& data, const Settings& settings,
                                                  std::int64_t epoch);

/// The augmentation of a sample's first copy, keyed by seed, epoch, case and slice.
augment::Augmentation augmentation_of(const TrainingData& data, const Sample& sample, const Settings& settings,
                                      std::int64_t epoch);

/// The batch of the samples, on the host: first the augmented slices, then the same slices as stored, centre-cropped or
/// padded. Noise and augmentation are keyed by seed, epoch, case and slice.
Batch make_batch(const TrainingData& data, const std::vector<Sample>& samples, const Settings& settings,
                 std::int64_t epoch);

}  // namespace coopseg::train
