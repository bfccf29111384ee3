#include "nn/prediction.h"

#include <torch/torch.h>

#include "nn/stn_input.h"

namespace coopseg::nn {

torch::Tensor segment(Networks& networks, const torch::Tensor& image) {
  const torch::NoGradGuard no_grad;
  return networks.decode_segmentation(networks.encode(image, Mode::evaluate).shape, Mode::evaluate);
}

torch::Tensor refine(Networks& networks, const torch::Tensor& stn_input, int passes) {
  const torch::NoGradGuard no_grad;
  torch::Tensor logits = networks.refine(stn_input, Mode::evaluate);
  for (int pass = 1; pass < passes; ++pass) {
    logits = networks.refine(stn_input_from_logits(logits), Mode::evaluate);
  }
  return logits;
}

}  // namespace coopseg::nn
