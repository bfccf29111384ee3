#include "train/finite.h"

#include <torch/torch.h>

#include <vector>

namespace coopseg::train {
namespace {

struct Checks {
  std::vector<std::string> names;
  std::vector<torch::Tensor> results;

  void add(const std::string& name, const torch::Tensor& tensor) {
    names.push_back(name);
    results.push_back(torch::isfinite(tensor).all());
  }
};

}  // namespace

std::string first_not_finite(const nn::Networks& networks, torch::optim::Adam& optimiser) {
  const torch::NoGradGuard no_grad;
  Checks checks;
  for (const auto& [network, module] : networks.sub_networks()) {
    for (const auto& [key, tensor] : nn::state_of(*module)) checks.add("weights/" + network + "/" + key, tensor);
    for (const auto& parameter : module->named_parameters()) {
      const auto found = optimiser.state().find(parameter.value().unsafeGetTensorImpl());
      if (found == optimiser.state().end()) continue;
      const auto& state = static_cast<const torch::optim::AdamParamState&>(*found->second);
      const std::string name = "optimiser/" + network + "/" + parameter.key();
      checks.add(name + "/exp_avg", state.exp_avg());
      checks.add(name + "/exp_avg_sq", state.exp_avg_sq());
    }
  }
  const torch::Tensor results = torch::stack(checks.results).cpu();
  for (std::size_t i = 0; i < checks.names.size(); ++i)
    if (!results[static_cast<std::int64_t>(i)].item<bool>()) return checks.names[i];
  return "";
}

}  // namespace coopseg::train
