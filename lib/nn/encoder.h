#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "nn/blocks.h"
#include "nn/feature_hook.h"

namespace coopseg::nn {

/// A Pair and four DownBlocks of widths b, 2b, 4b, 8b, 8b, then Conv1x1, BN, ReLU:
/// (N, channels, H, W) to a code (N, 8b, H/16, W/16).
class Encoder : public torch::nn::Module {
 public:
  Encoder(std::int64_t channels, std::int64_t base_width);
  torch::Tensor forward(const torch::Tensor& x, Mode mode, const FeatureHook& hook = {});

 private:
  std::shared_ptr<Pair> inc_;
  std::vector<std::shared_ptr<DownBlock>> down_;
  std::shared_ptr<PointwiseNorm> final_conv_;
};

/// Encoder of the FTN: the image code z_i, and the code decoupler that filters the shape code z_s out of it.
class ImageEncoder : public torch::nn::Module {
 public:
  ImageEncoder(std::int64_t channels, std::int64_t base_width);
  /// z_i, (N, 8b, H/16, W/16).
  torch::Tensor encode(const torch::Tensor& image, Mode mode, const FeatureHook& hook);
  /// z_s, of the shape of z_i.
  torch::Tensor decouple(const torch::Tensor& image_code, Mode mode);

 private:
  std::shared_ptr<Encoder> general_encoder_;
  std::shared_ptr<Pair> code_decoupler_;
};

}  // namespace coopseg::nn
