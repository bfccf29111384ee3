#include "nn/stn_input.h"

#include <torch/torch.h>

#include <limits>

namespace coopseg::nn {
namespace {

constexpr double temperature = 2.0;

}  // namespace

torch::Tensor stn_input_from_logits(const torch::Tensor& logits) { return torch::softmax(logits / temperature, 1); }

torch::Tensor stn_input_from_probabilities(const torch::Tensor& probabilities) {
  return torch::softmax(probabilities.clamp_min(std::numeric_limits<float>::min()).log() / temperature, 1);
}

torch::Tensor stn_input_from_label(const torch::Tensor& label, std::int64_t classes) {
  const torch::Tensor index = label.unsqueeze(1);
  return torch::zeros({label.size(0), classes, label.size(1), label.size(2)}, label.options().dtype(torch::kFloat))
      .scatter_(1, index, 1.0);
}

}  // namespace coopseg::nn
