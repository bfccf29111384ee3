#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "train/step.h"

namespace coopseg::train {

/// A loss term over the steps of an epoch. Not every step has every term: hard examples may come now and then.
struct LossSum {
  std::string term;
  double sum = 0.0;
  std::int64_t steps = 0;  ///< that had it

  /// NaN where no step had it.
  double mean() const { return sum / static_cast<double>(steps); }
  bool operator==(const LossSum&) const = default;
};

/// In the order of log.csv.
using LossSums = std::vector<LossSum>;

/// The optimiser step that a message is about.
struct StepName {
  std::string step;    ///< "epoch 2, step 31"
  std::string slices;  ///< "p01_ED/4, p07_ES/0"
};

/// Adds up the losses of steps and refuses those that are not finite. Losses on a GPU stay there for up to 32 steps and
/// are then fetched together, since each transfer waits for the device; on the CPU each step is settled at once.
class EpochLosses {
 public:
  /// Of steps with some of these terms each.
  explicit EpochLosses(std::vector<std::string> terms) : terms_(std::move(terms)) {}

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
  /// A step that is not settled.
  struct Pending {
    StepName step;
    std::vector<std::string> terms;
  };

  std::vector<std::string> terms_;
  std::vector<torch::Tensor> values_;  ///< of the pending steps, all terms of each on their device
  std::vector<Pending> pending_;
  StepName last_step_;
  double last_total_ = 0.0;
};

}  // namespace coopseg::train
