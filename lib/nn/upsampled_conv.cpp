#include "nn/upsampled_conv.h"

#include <torch/torch.h>

namespace coopseg::nn {
torch::Tensor upsampled_conv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
  // Each element of the flipped kernel stands in 2 x 2 elements of the transposed one, where those of others are added.
  const torch::Tensor transposed =
      torch::avg_pool2d(weight.flip({2, 3}), 2, 1, 1, false, true, /*divisor_override=*/1).transpose(0, 1);
  return torch::conv_transpose2d(x, transposed, bias, 2, 1);
}

}  // namespace coopseg::nn
