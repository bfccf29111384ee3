#include "nn/losses.h"

#include <torch/torch.h>

namespace coopseg::nn {

torch::Tensor cross_entropy(const torch::Tensor& logits, const torch::Tensor& label) {
  return torch::cross_entropy_loss(logits, label);
}

torch::Tensor reconstruction_loss(const torch::Tensor& reconstruction, const torch::Tensor& clean) {
  return 0.5 * torch::mse_loss(reconstruction, clean);
}

}  // namespace coopseg::nn
