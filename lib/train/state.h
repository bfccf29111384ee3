#pragma once

#include <torch/optim/adam.h>

#include <optional>

#include "core/log.h"
#include "model_file/model_file.h"
#include "train/checkpoint.h"
#include "train/run_folder.h"
#include "train/settings.h"

namespace coopseg::train {

/// What training changes.
struct State {
  nn::Networks networks;
  std::optional<nn::Networks> average;  ///< of the weights, where the settings ask for it
  torch::optim::Adam optimiser;
  Progress progress;
};

/// Of a new run: networks as drawn, but for the parts that `settings.init` has.
State fresh_state(const Settings& settings, torch::Device device, const core::Log& log);

/// Of the folder's last.h5. Throws Error where that is damaged, or was trained with other options or on other studies;
/// how long training goes on may differ, unless a schedule ends with the steps, but not end before what is done.
State resumed_state(const Settings& settings, const model_file::ModelInfo& info, const RunFolder& folder,
                    torch::Device device);

}  // namespace coopseg::train
