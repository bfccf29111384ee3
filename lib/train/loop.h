#pragma once

#include <torch/types.h>

#include "core/interruption.h"
#include "core/log.h"
#include "model_file/model_file.h"
#include "train/run_folder.h"
#include "train/settings.h"
#include "train/training_data.h"

namespace coopseg::train {

/// Trains until the settings' limits and leaves best.h5 (highest validation score; weights averaged and batch-norm
/// statistics renewed as the settings say), last.h5 (to go on from), log.csv
/// and config.ini in the run folder. Goes on from last.h5 where the folder can be resumed: weights, moments, scores and
/// losses end bit-identical to those of a run that never stopped. A signal makes it finish the step, write last.h5 and
/// throw core::Interrupted. A loss or weight that is not finite is an Error that names epoch, step and slices, and
/// leaves the last good checkpoint. Returns where the run ended.
Progress train(const Settings& settings, const model_file::ModelInfo& info, const TrainingData& training,
               const TrainingData& validation, torch::Device device, RunFolder& folder,
               const core::Interruption& interruption, const core::Log& log);

}  // namespace coopseg::train
