#pragma once

#include <torch/types.h>

namespace coopseg::nn {

/// conv2d(upsample_nearest(x, 2), weight, bias, padding 1) for a 3x3 kernel, without the upsampled tensor: pixels of
/// one parity see only 2 x 2 different pixels of x, so that a transposed convolution with a 4 x 4 kernel of stride 2,
/// whose elements are sums of the 3x3 kernel's, gives the same with 4/9 of the products. x (N, in, H, W), weight
/// (out, in, 3, 3), bias (out): (N, out, 2 H, 2 W). Equal up to rounding, gradients
/// included. A GPU upsamples all the same.
torch::Tensor upsampled_conv(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias);

}  // namespace coopseg::nn
