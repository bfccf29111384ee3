#pragma once

#include <string>
#include <utility>
#include <vector>

#include "train/step.h"

namespace coopseg::train {

/// Sum of each loss term over the steps of an epoch, in the order of log.csv.
using LossSums = std::vector<std::pair<std::string, double>>;

/// The optimiser step that a message is about.
struct StepName {
  std::string step;    ///< "epoch 2, step 31"
  std::string slices;  ///< "p01_ED/4, p07_ES/0"
};

/// Adds up the losses of steps and refuses those that are not finite. Losses on a GPU stay there for up to 32 steps and
/// are then fetched together, since each transfer waits for the device; on the CPU each step is settled at once.
class EpochLosses {
 public:
  void add(const Losses& losses, StepName step);

  /// Fetches what is pending and adds it to `sums`. Throws Error that names the first step with a loss that is not
  /// finite.
  void settle(LossSums& sums);
  /// Settles where that costs no waiting, or enough is pending.
  void settle_if_due(LossSums& sums);

  /// Total loss of the last step that is settled.
  double last_total() const { return last_total_; }
  /// The last step, settled or not; empty before the first.
  const StepName& last_step() const { return last_step_; }

 private:
  std::vector<std::string> terms_;
  std::vector<torch::Tensor> pending_;  ///< a step each, all terms on their device
  std::vector<StepName> steps_;         ///< of the pending ones
  StepName last_step_;
  double last_total_ = 0.0;
};

}  // namespace coopseg::train
