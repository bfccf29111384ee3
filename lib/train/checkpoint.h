#pragma once

#include <cstdint>

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

/// Writes the group /training of last.h5.
void write_progress(const study::hdf5::Handle& file, const Progress& progress);
/// Throws Error that names the object at fault.
Progress read_progress(const study::hdf5::Object& file);

}  // namespace coopseg::train
