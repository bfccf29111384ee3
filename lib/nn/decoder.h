#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "nn/blocks.h"
#include "nn/feature_hook.h"

namespace coopseg::nn {

/// Four UpBlocks of widths 8b, 4b, 2b, b, b, then Conv1x1 without activation:
/// a code (N, 8b, h, w) to (N, channels, 16 h, 16 w).
class Decoder : public torch::nn::Module {
 public:
  Decoder(std::int64_t channels, std::int64_t base_width, Upsampling upsampling);
  torch::Tensor forward(const torch::Tensor& code, Mode mode, const FeatureHook& hook = {});
  /// Moves all running statistics as the last forward pass with Mode::train did, once more.
  void repeat_statistics();

  const torch::nn::Conv2d& final_conv() const { return final_conv_; }

 private:
  std::vector<std::shared_ptr<UpBlock>> up_;
  torch::nn::Conv2d final_conv_ = nullptr;
};

}  // namespace coopseg::nn
