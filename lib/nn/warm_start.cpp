#include "nn/warm_start.h"

#include <torch/torch.h>

#include <algorithm>

namespace coopseg::nn {
namespace {

using State = std::map<std::string, torch::Tensor>;

bool same_shapes(const State& one, const State& other) {
  return std::ranges::equal(one, other, [](const auto& a, const auto& b) {
    return a.first == b.first && a.second.sizes() == b.second.sizes();
  });
}

}  // namespace

WarmStart take_parts(const Networks& from, Networks& to) {
  const torch::NoGradGuard no_grad;
  std::map<std::string, State> there;
  for (const auto& [name, module] : from.sub_networks()) there.emplace(name, state_of(*module));
  WarmStart result;
  for (const auto& [name, module] : to.sub_networks()) {
    const State state = state_of(*module);
    const auto found = there.find(name);
    if (found == there.end() || !same_shapes(found->second, state)) {
      result.fresh.push_back(name);
      continue;
    }
    for (const auto& [key, tensor] : state) torch::Tensor(tensor).copy_(found->second.at(key));
    result.taken.push_back(name);
  }
  return result;
}

}  // namespace coopseg::nn
