#include "train/epoch_losses.h"

#include <torch/torch.h>

#include <cmath>

#include "core/error.h"

namespace coopseg::train {

void EpochLosses::add(const Losses& losses, StepName step) {
  terms_.clear();
  std::vector<torch::Tensor> values;
  for (const auto& [term, value] : losses) {
    terms_.push_back(term);
    values.push_back(value);
  }
  pending_.push_back(torch::stack(values));
  steps_.push_back(step);
  last_step_ = std::move(step);
}

void EpochLosses::settle(LossSums& sums) {
  if (pending_.empty()) return;
  const torch::Tensor fetched = torch::stack(pending_).to(torch::kCPU, torch::kFloat64);
  pending_.clear();
  const std::vector<StepName> steps = std::exchange(steps_, {});
  if (sums.empty())
    for (const std::string& term : terms_) sums.emplace_back(term, 0.0);
  if (sums.size() != terms_.size())
    throw core::Error(std::to_string(sums.size()) + " loss terms found, " + std::to_string(terms_.size()) +
                      " expected");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double* values = fetched[static_cast<std::int64_t>(i)].data_ptr<double>();
    for (std::size_t term = 0; term < terms_.size(); ++term) {
      if (!std::isfinite(values[term]))
        throw core::Error(steps[i].step + ": loss " + terms_[term] + " is " + std::to_string(values[term]) +
                          "; slices: " + steps[i].slices);
      sums[term].second += values[term];
    }
    last_total_ = values[terms_.size() - 1];
  }
}

void EpochLosses::settle_if_due(LossSums& sums) {
  constexpr std::size_t most = 32;
  if (!pending_.empty() && (pending_.back().is_cpu() || pending_.size() >= most)) settle(sums);
}

}  // namespace coopseg::train
