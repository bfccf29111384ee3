#include "train/weight_average.h"

#include <torch/torch.h>

#include <algorithm>
#include <vector>

namespace coopseg::train {

void move_average(nn::Networks& average, const nn::Networks& networks, double decay, std::int64_t step) {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> averages;
  std::vector<torch::Tensor> values;
  for (std::size_t i = 0; i < networks.sub_networks().size(); ++i) {
    const auto state = nn::state_of(*networks.sub_networks()[i].module);
    for (const auto& [key, tensor] : nn::state_of(*average.sub_networks()[i].module)) {
      const torch::Tensor& value = state.at(key);
      if (!value.is_floating_point()) {
        torch::Tensor(tensor).copy_(value);
        continue;
      }
      averages.push_back(tensor);
      values.push_back(value);
    }
  }
  const double reached = static_cast<double>(1 + step) / static_cast<double>(10 + step);
  at::_foreach_lerp_(averages, values, 1.0 - std::min(decay, reached));
}

}  // namespace coopseg::train
