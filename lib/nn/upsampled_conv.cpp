#include "nn/upsampled_conv.h"

#include <torch/torch.h>

namespace coopseg::nn {
namespace {

/// [k][j]: how often element k of a 3-element kernel stands in element j of the transposed kernel of 4.
torch::Tensor spread() {
  return torch::tensor({{0.0f, 0.0f, 1.0f, 1.0f}, {0.0f, 1.0f, 1.0f, 0.0f}, {1.0f, 1.0f, 0.0f, 0.0f}});
}

}  // namespace

torch::Tensor upsampled_conv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
  const torch::Tensor both_axes = torch::kron(spread(), spread()).to(weight.device());
  const torch::Tensor transposed = weight.flatten(2).matmul(both_axes).unflatten(2, {4, 4}).transpose(0, 1);
  return torch::conv_transpose2d(x, transposed, bias, 2, 1);
}

}  // namespace coopseg::nn
