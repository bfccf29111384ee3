#pragma once

#include <torch/optim/adam.h>

#include <filesystem>
#include <optional>
#include <string>

#include "core/files.h"
#include "core/folder_lock.h"
#include "model_file/model_file.h"
#include "train/checkpoint.h"
#include "train/validation.h"

namespace coopseg::train {

/// Where last.h5 holds the average of the weights.
constexpr const char* averaged_weights = "averaged";

/// One line of log.csv.
struct EpochRecord {
  Progress progress;
  double images_per_s = 0.0;
  double memory_mb = 0.0;  ///< largest so far: of the tensors on a GPU, else resident of the process
  LossSums losses;         ///< of the epoch
  ValidationScores validation;
};

/// The output of training: best.h5, last.h5, log.csv, config.ini, each written whole or not at all. A run that was
/// killed at any moment goes on from last.h5: at the end of an epoch it is written after best.h5 and log.csv, and what
/// these know beyond it is made again. Where a step limit ends a run inside an epoch it is written before them, as for
/// any other stop, and the best.h5 that the validation of this end replaces is put aside in before-cut.h5 until the run
/// goes on; then the line of that end leaves log.csv first, so that a best.h5 put back is never taken for it.
class RunFolder {
 public:
  /// Opens the folder, making it where it is missing. A folder that holds a run is an Error unless `resume` or `force`,
  /// and so is one that another process of this machine works on. What it holds stays as it is.
  RunFolder(std::filesystem::path folder, bool resume, bool force);

  /// True where there is a last.h5 to go on from.
  bool can_resume() const { return resume_; }
  core::Input last() const { return core::read_input(path("last.h5")); }
  bool has_best() const;
  /// As best.h5 records it.
  double best_score() const;
  /// Throws Error unless best.h5 is the one of the recorded best score, or one that a killed run was about to record.
  void check_best(const Progress& progress) const;

  /// Removes the files of an earlier run.
  void clear() const;
  void write_config(const std::string& ini) const;
  /// A model file with the group /training: the attributes epoch, step and best_score of `progress`.
  void write_best(const model_file::ModelInfo& info, const nn::Networks& networks, const Progress& progress) const;
  /// A model file with /optimiser and /training, see optimiser.h and checkpoint.h, and /averaged with the average of
  /// the weights where there is one.
  void write_last(const model_file::ModelInfo& info, const nn::Networks& networks,
                  const std::optional<nn::Networks>& average, torch::optim::Adam& optimiser,
                  const Progress& progress) const;

  /// Puts best.h5 aside, unless one is already, and back where that was done.
  void keep_best() const;
  void restore_best() const;

  /// Takes the lines after `epoch` out of log.csv, which a run that was killed or cut may have left. False where lines
  /// are missing.
  bool rewind_log(std::int64_t epoch);
  void append_log(const EpochRecord& record);
  /// True where the log has a line of `epoch` as it was after `step` steps.
  bool has_logged(std::int64_t epoch, std::int64_t step) const;

 private:
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_;
  core::FolderLock lock_;
  bool resume_;
  std::string log_;  ///< what log.csv holds
};

}  // namespace coopseg::train
