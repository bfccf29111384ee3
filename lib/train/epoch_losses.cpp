#include "train/epoch_losses.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace coopseg::train {

void EpochLosses::add(const Losses& losses, StepName step) {
  Pending pending{step, {}};
  std::vector<torch::Tensor> values;
  for (const auto& [term, value] : losses) {
    pending.terms.push_back(term);
    values.push_back(value);
  }
  values_.push_back(torch::stack(values));
  pending_.push_back(std::move(pending));
  last_step_ = std::move(step);
}

void EpochLosses::settle(LossSums& sums) {
  if (pending_.empty()) return;
  const torch::Tensor fetched = torch::cat(std::exchange(values_, {})).to(torch::kCPU, torch::kFloat64);
  const double* value = fetched.data_ptr<double>();
  if (sums.empty())
    for (const std::string& term : terms_) sums.push_back({term});
  for (const Pending& pending : std::exchange(pending_, {}))
    for (const std::string& term : pending.terms) {
      const auto sum = std::ranges::find(sums, term, &LossSum::term);
      if (sum == sums.end()) throw core::Error("loss term " + term + " found, none of that name is expected");
      if (!std::isfinite(*value))
        throw core::Error(pending.step.step + ": loss " + term + " is " + std::to_string(*value) +
                          "; slices: " + pending.step.slices);
      sum->sum += *value;
      ++sum->steps;
      last_total_ = *value++;
    }
}

void EpochLosses::settle_if_due(LossSums& sums) {
  constexpr std::size_t most = 32;
  if (!values_.empty() && (values_.back().is_cpu() || values_.size() >= most)) settle(sums);
}

}  // namespace coopseg::train
