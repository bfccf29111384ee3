#pragma once

#include <cstdint>
#include <optional>

#include "core/files.h"
#include "study/hdf5_reader.h"
#include "train/epoch_losses.h"

namespace coopseg::train {

/// The epoch under way; all 0 between two epochs.
struct EpochProgress {
  std::int64_t batches = 0;  ///< trained
  std::int64_t images = 0;   ///< that went through the networks
  double seconds = 0.0;      ///< of training, without validation
  LossSums losses;
};

/// Where a run stands, beside weights and moments.
struct Progress {
  std::int64_t epoch = 0;        ///< epochs done
  std::int64_t step = 0;         ///< optimiser steps done
  double seconds = 0.0;          ///< of training, validation included, of all processes that worked on the run
  double best_score = -10000.0;  ///< as the published code starts
  std::int64_t epochs_since_best = 0;
  EpochProgress under_way;

  bool has_best() const { return best_score > Progress{}.best_score; }
};

/// What last.h5 holds beside weights, their average and moments.
struct Checkpoint {
  Progress progress;
  /// Where the step limit cut an epoch short, `progress` counts that epoch and its validation, and this is how it stood
  /// before them: a run whose limit is raised goes on from here, as if it had not stopped.
  std::optional<Progress> before_cut;
  /// The best.h5 of before the cut, where the validation of the cut epoch may have replaced it.
  core::Bytes best_before_cut;
};

/// Writes the group /training.
void write_checkpoint(const study::hdf5::Handle& file, const Checkpoint& checkpoint);
/// Throws Error that names the object at fault.
Checkpoint read_checkpoint(const study::hdf5::Object& file);

}  // namespace coopseg::train
