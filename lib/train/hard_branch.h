#pragma once

#include "hard_examples/hard_branch.h"
#include "train/settings.h"
#include "train/training_data.h"

namespace coopseg::train {

/// Throws Error unless the settings' hard branch is none, study or a method of hard_examples/registry.h, the options of
/// all methods can be used, and the networks suit it.
void check_hard_branch(const Settings& settings);

/// What makes the hard examples of the settings; without `make` for none. `data` must outlive it.
hard_examples::HardBranch bind_hard_branch(const Settings& settings, const TrainingData& data);

}  // namespace coopseg::train
