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

/// The steps that these parameters of a group have made.
std::vector<std::int64_t> steps_of(const hdf5::Handle& group, const std::vector<std::string>& keys) {
  std::vector<std::int64_t> steps;
  for (const std::string& key : keys) {
    const hdf5::Handle moments = hdf5::open_group(group, key);
    const double step = hdf5::read_number_attribute(moments, "step", 1).front();
    if (!(step >= 1 && step <= 1e15 && step == static_cast<double>(static_cast<std::int64_t>(step)))) {
      throw core::Error(hdf5::path_of(moments) + ": attribute step: " + c10::str(step) +
                        " found, a whole number of at least 1 expected");
    }
    model_file::check_members(moments, {"exp_avg", "exp_avg_sq"});
    steps.push_back(static_cast<std::int64_t>(step));
  }
  return steps;
}

std::unique_ptr<torch::optim::AdamParamState> new_state(const torch::Tensor& parameter, std::int64_t step) {
  auto state = std::make_unique<torch::optim::AdamParamState>();
  state->step(step);
  state->exp_avg(torch::zeros_like(parameter));
  state->exp_avg_sq(torch::zeros_like(parameter));
  return state;
}

torch::optim::AdamParamState& state_or_new(torch::optim::Adam& optimiser, const torch::Tensor& parameter) {
  auto& state = optimiser.state()[parameter.unsafeGetTensorImpl()];
  if (!state) state = new_state(parameter, 0);
  return static_cast<torch::optim::AdamParamState&>(*state);
}

/// The moments of a sub-network.
void read_group(const hdf5::Object& group, const torch::OrderedDict<std::string, torch::Tensor>& parameters,
                torch::optim::Adam& optimiser) {
  const std::vector<std::string> keys = hdf5::members(group);
  for (const std::string& key : keys)
    if (!parameters.contains(key)) throw core::Error(hdf5::path_of(group, key) + ": not part of this network");
  const auto steps = hdf5::ask(
      group, [](const hdf5::Handle& there, const std::vector<std::string>& of) { return steps_of(there, of); }, keys);
  model_file::NamedTensors moments;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const torch::Tensor& parameter = parameters[keys[i]];
    auto state = new_state(parameter, steps.at(i));
    moments.emplace_back(keys[i] + "/exp_avg", state->exp_avg());
    moments.emplace_back(keys[i] + "/exp_avg_sq", state->exp_avg_sq());
    optimiser.state()[parameter.unsafeGetTensorImpl()] = std::move(state);
  }
  model_file::read_tensors(group, moments);
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
    read_group(hdf5::open_group(root, name), module->named_parameters(), optimiser);
  }
}

}  // namespace coopseg::train
