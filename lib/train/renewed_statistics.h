#pragma once

#include <cstdint>

#include "core/interruption.h"
#include "nn/networks.h"
#include "train/settings.h"
#include "train/training_data.h"

namespace coopseg::train {

/// Sets the running statistics of batch norms to their means over the passes of `settings.renew_statistics` training
/// batches, those of `epoch` and, where it has fewer, of the next (as update_bn of PyTorch's swa_utils; Izmailov et
/// al., Averaging Weights Leads to Wider Optima, UAI 2018). The weights stay, and with settings.freeze_ftn all of the
/// FTN. Throws core::Interrupted between two batches once a signal has asked.
void renew_statistics(nn::Networks& networks, const TrainingData& data, const Settings& settings, std::int64_t epoch,
                      const core::Interruption& interruption);

}  // namespace coopseg::train
