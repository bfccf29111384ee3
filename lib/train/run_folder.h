#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/files.h"
#include "nn/model_file.h"
#include "train/step.h"
#include "train/validation.h"

namespace coopseg::train {

/// Where a run stands, beside weights and moments.
struct Progress {
  std::int64_t epoch = 0;        ///< epochs done
  std::int64_t step = 0;         ///< optimiser steps done
  double seconds = 0.0;          ///< of training, validation included
  double best_score = -10000.0;  ///< as the published code starts
  std::int64_t epochs_since_best = 0;
};

/// One line of log.csv.
struct EpochRecord {
  Progress progress;
  double images_per_s = 0.0;
  double memory_mb = 0.0;                              ///< largest resident memory of the process so far
  std::vector<std::pair<std::string, double>> losses;  ///< term, mean over the epoch's batches
  ValidationScores validation;
};

/// The output of training: best.h5, last.h5, log.csv, config.ini, each written whole or not at all.
class RunFolder {
 public:
  /// Opens the folder, making it where it is missing. A folder that holds a run is an Error unless `resume` (then
  /// last.h5 is looked for) or `force` (then its files are replaced).
  RunFolder(std::filesystem::path folder, bool resume, bool force);

  /// True where there is a last.h5 to go on from.
  bool can_resume() const { return resume_; }
  /// The bytes of last.h5. Throws Error where best.h5 is missing although a best score is recorded.
  core::Input last() const;

  void write_config(const std::string& ini) const;
  void write_best(const nn::ModelInfo& info, const nn::Networks& networks) const;
  void write_last(const nn::ModelInfo& info, const nn::Networks& networks, torch::optim::Adam& optimiser,
                  const Progress& progress) const;
  /// Drops lines of log.csv after `epoch`, which a stopped run may have left.
  void rewind_log(std::int64_t epoch);
  void append_log(const EpochRecord& record);

  bool has_best() const { return std::filesystem::exists(folder_ / "best.h5"); }

 private:
  void write(const std::string& name, const core::Bytes& bytes) const;

  std::filesystem::path folder_;
  bool resume_ = false;
  std::string log_;
};

/// Reads what write_last wrote beside the model: moments into `optimiser`, the rest into the result.
Progress read_progress(const study::hdf5::Handle& file, const nn::Networks& networks, torch::optim::Adam& optimiser);

}  // namespace coopseg::train
