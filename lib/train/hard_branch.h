#pragma once

#include "hard_examples/hard_branch.h"
#include "train/settings.h"
#include "train/training_data.h"

namespace coopseg::train {

/// The names that `hard-branch` takes: none, study and the methods of hard_examples/registry.h.
std::vector<std::string_view> hard_branches();

/// Throws Error unless the settings name one of them, its options can be used, and the networks suit it.
void check_hard_branch(const Settings& settings);

/// What makes the hard examples of the settings; without `make` for none. `data` must outlive it.
hard_examples::HardBranch bind_hard_branch(const Settings& settings, const TrainingData& data);

}  // namespace coopseg::train
