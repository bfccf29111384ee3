#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "nn/blocks.h"

namespace coopseg::nn {

/// A plain 2-D U-Net (Ronneberger et al., MICCAI 2015) with batch norm, LeakyReLU and padded convolutions: Pairs of
/// widths b, 2b, 4b, 8b, 8b with max pooling between them, transposed convolutions on the way up, and skips that are
/// concatenated. It has as many parameters as image encoder, code decoupler and segmentation decoder together (5014 b²
/// and 5010 b², to the first order): (N, channels, H, W) to logits (N, classes, H, W).
class UNet : public torch::nn::Module {
 public:
  UNet(std::int64_t channels, std::int64_t classes, std::int64_t base_width);
  torch::Tensor forward(const torch::Tensor& x, Mode mode);

 private:
  std::vector<std::shared_ptr<Pair>> down_;
  std::vector<torch::nn::ConvTranspose2d> up_;
  std::vector<std::shared_ptr<Pair>> joined_;
  torch::nn::Conv2d final_conv_;
};

}  // namespace coopseg::nn
