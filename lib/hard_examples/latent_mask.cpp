#include "hard_examples/latent_mask.h"

#include <torch/torch.h>

#include "nn/compute.h"

namespace coopseg::hard_examples {
namespace {

constexpr double soft_factor = 0.5;

}  // namespace

torch::Tensor mean_gradient(const torch::Tensor& gradient, MaskType type) {
  return type == MaskType::channel ? gradient.mean({2, 3}) : gradient.mean(1).flatten(1);
}

torch::Tensor mask_threshold(const torch::Tensor& mean, double share) {
  const auto masked = static_cast<std::int64_t>(static_cast<double>(mean.size(1)) * share);
  return std::get<0>(mean.sort(1, /*descending=*/true)).narrow(1, masked, 1);
}

torch::Tensor gradient_mask(const torch::Tensor& gradient, const MaskDraws& draws) {
  const torch::Tensor mean = mean_gradient(gradient, draws.type);
  const torch::Tensor masked = mean > mask_threshold(mean, draws.share);
  const torch::Tensor value =
      draws.soft.defined() ? soft_factor * nn::to_device(draws.soft, mean.device()) : torch::zeros_like(mean);
  const torch::Tensor factors = torch::where(masked, value, torch::ones_like(mean));
  if (draws.type == MaskType::channel) return factors.view({factors.size(0), -1, 1, 1});
  return factors.view({factors.size(0), 1, gradient.size(2), gradient.size(3)});
}

torch::Tensor dropout_mask(const MaskDraws& draws) {
  return (draws.keep / (1.0 - draws.share)).unsqueeze(-1).unsqueeze(-1);
}

}  // namespace coopseg::hard_examples
