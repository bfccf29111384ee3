#include "train/optimiser.h"

#include <torch/torch.h>

#include <map>
#include <memory>
#include <vector>

#include "core/error.h"
#include "model_file/state_file.h"

namespace coopseg::train {
namespace {

namespace hdf5 = study::hdf5;

/// Adam's state of one parameter; null before its first step.
torch::optim::AdamParamState* state_of(torch::optim::Adam& optimiser, const torch::Tensor& parameter) {
  const auto found = optimiser.state().find(parameter.unsafeGetTensorImpl());
  if (found == optimiser.state().end()) return nullptr;
  return static_cast<torch::optim::AdamParamState*>(found->second.get());
}

std::unique_ptr<torch::optim::AdamParamState> read_state(const hdf5::Object& group, const torch::Tensor& parameter) {
  const double step = hdf5::read_number_attribute(group, "step", 1).front();
  if (!(step >= 1 && step <= 1e15 && step == static_cast<double>(static_cast<std::int64_t>(step)))) {
    throw core::Error(hdf5::path_of(group) + ": attribute step: " + c10::str(step) +
                      " found, a whole number of at least 1 expected");
  }
  model_file::check_members(group, {"exp_avg", "exp_avg_sq"});
  auto state = std::make_unique<torch::optim::AdamParamState>();
  state->step(static_cast<std::int64_t>(step));
  state->exp_avg(torch::zeros_like(parameter));
  state->exp_avg_sq(torch::zeros_like(parameter));
  model_file::read_tensor(group, "exp_avg", state->exp_avg());
  model_file::read_tensor(group, "exp_avg_sq", state->exp_avg_sq());
  return state;
}

torch::optim::AdamParamState& state_or_new(torch::optim::Adam& optimiser, const torch::Tensor& parameter) {
  auto& state = optimiser.state()[parameter.unsafeGetTensorImpl()];
  if (!state) {
    auto fresh = std::make_unique<torch::optim::AdamParamState>();
    fresh->step(0);
    fresh->exp_avg(torch::zeros_like(parameter));
    fresh->exp_avg_sq(torch::zeros_like(parameter));
    state = std::move(fresh);
  }
  return static_cast<torch::optim::AdamParamState&>(*state);
}

const std::vector<torch::Tensor>& parameters_of(torch::optim::Adam& optimiser) {
  return optimiser.param_groups().front().params();
}

/// Parameters that have made as many steps.
struct Group {
  std::vector<torch::Tensor> parameters;
  std::vector<torch::Tensor> gradients;
  std::vector<torch::Tensor> exp_avg;
  std::vector<torch::Tensor> exp_avg_sq;
};

/// One kernel for many parameters: LibTorch's own Adam starts ten for each.
void fused_step(torch::optim::Adam& optimiser) {
  const torch::NoGradGuard no_grad;
  std::map<std::int64_t, Group> groups;
  for (const torch::Tensor& parameter : parameters_of(optimiser)) {
    if (!parameter.grad().defined()) continue;
    torch::optim::AdamParamState& state = state_or_new(optimiser, parameter);
    state.step(state.step() + 1);
    Group& group = groups[state.step()];
    group.parameters.push_back(parameter);
    group.gradients.push_back(parameter.grad());
    group.exp_avg.push_back(state.exp_avg());
    group.exp_avg_sq.push_back(state.exp_avg_sq());
  }
  const auto& options = static_cast<const torch::optim::AdamOptions&>(optimiser.param_groups().front().options());
  for (const auto& [steps, group] : groups) {
    const torch::Tensor count = torch::full({}, static_cast<double>(steps), group.parameters.front().options());
    const std::vector<torch::Tensor> counts(group.parameters.size(), count);
    at::_fused_adam_(group.parameters, group.gradients, group.exp_avg, group.exp_avg_sq, {}, counts, options.lr(),
                     std::get<0>(options.betas()), std::get<1>(options.betas()), options.weight_decay(), options.eps(),
                     /*amsgrad=*/false, /*maximize=*/false);
  }
}

}  // namespace

void set_learning_rate(torch::optim::Adam& optimiser, double learning_rate) {
  for (torch::optim::OptimizerParamGroup& group : optimiser.param_groups())
    static_cast<torch::optim::AdamOptions&>(group.options()).lr(learning_rate);
}

void step(torch::optim::Adam& optimiser) {
  if (parameters_of(optimiser).front().is_cpu())
    optimiser.step();
  else
    fused_step(optimiser);
}

torch::optim::Adam make_adam(const nn::Networks& networks, double learning_rate) {
  return torch::optim::Adam(networks.parameters(), torch::optim::AdamOptions(learning_rate));
}

void write_moments(const hdf5::Handle& file, const nn::Networks& networks, torch::optim::Adam& optimiser) {
  const hdf5::Handle root = hdf5::create_group(file, "optimiser");
  for (const auto& [name, module] : networks.sub_networks()) {
    const hdf5::Handle group = hdf5::create_group(root, name);
    for (const auto& parameter : module->named_parameters()) {
      const auto* state = state_of(optimiser, parameter.value());
      if (state == nullptr) continue;
      const hdf5::Handle moments = hdf5::create_group(group, parameter.key());
      hdf5::write_integer_attribute(moments, "step", state->step());
      model_file::write_tensor(moments, "exp_avg", state->exp_avg());
      model_file::write_tensor(moments, "exp_avg_sq", state->exp_avg_sq());
    }
  }
}

void read_moments(const hdf5::Object& file, const nn::Networks& networks, torch::optim::Adam& optimiser) {
  const hdf5::Object root = hdf5::open_group(file, "optimiser");
  std::vector<std::string> names;
  for (const auto& sub_network : networks.sub_networks()) names.push_back(sub_network.name);
  model_file::check_members(root, names);
  for (const auto& [name, module] : networks.sub_networks()) {
    const hdf5::Object group = hdf5::open_group(root, name);
    const auto parameters = module->named_parameters();
    for (const auto& key : hdf5::members(group)) {
      const torch::Tensor* parameter = parameters.find(key);
      if (parameter == nullptr) throw core::Error(hdf5::path_of(group, key) + ": not part of this network");
      optimiser.state()[parameter->unsafeGetTensorImpl()] = read_state(hdf5::open_group(group, key), *parameter);
    }
  }
}

}  // namespace coopseg::train
