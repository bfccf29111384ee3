#include "nn/upsampled_conv.h"

#include <torch/torch.h>

namespace coopseg::nn {
torch::Tensor upsampled_conv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) {
  if (x.is_cuda())  // cuDNN's transposed convolutions are the slower way, but for FP32
    return torch::conv2d(torch::upsample_nearest2d(x, c10::nullopt, std::vector<double>{2.0, 2.0}), weight, bias, 1, 1);
  // Each element of the flipped kernel stands in 2 x 2 elements of the transposed one, where those of others are added.
  const torch::Tensor flipped = weight.flip({2, 3}).transpose(0, 1);
  const torch::Tensor columns = torch::constant_pad_nd(flipped, {0, 1}) + torch::constant_pad_nd(flipped, {1, 0});
  const torch::Tensor both =
      torch::constant_pad_nd(columns, {0, 0, 0, 1}) + torch::constant_pad_nd(columns, {0, 0, 1, 0});
  return torch::conv_transpose2d(x, both, bias, 2, 1);
}

}  // namespace coopseg::nn
