#include "nn/prediction.h"

#include <torch/torch.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "nn/stn_input.h"

namespace coopseg::nn {
namespace {

// Few slices at once keep activations small: memory is touched for the first time once only. A GPU wants many.
std::int64_t slices_at_once(const torch::Tensor& x) { return x.is_cpu() ? 4 : 64; }

torch::Tensor in_parts(const torch::Tensor& x, const std::function<torch::Tensor(const torch::Tensor&)>& network) {
  const c10::InferenceMode no_gradients;
  std::vector<torch::Tensor> results;
  for (std::int64_t begin = 0; begin < x.size(0); begin += slices_at_once(x))
    results.push_back(network(x.narrow(0, begin, std::min(slices_at_once(x), x.size(0) - begin))));
  return torch::cat(results);
}

}  // namespace

torch::Tensor segment(Networks& networks, const torch::Tensor& image) {
  return in_parts(image, [&](const torch::Tensor& slices) { return networks.segment(slices, Mode::evaluate).logits; });
}

torch::Tensor refine(Networks& networks, const torch::Tensor& stn_input, int passes) {
  return in_parts(stn_input, [&](const torch::Tensor& slices) {
    torch::Tensor logits = networks.refine(slices, Mode::evaluate);
    for (int pass = 1; pass < passes; ++pass) logits = networks.refine(stn_input_from_logits(logits), Mode::evaluate);
    return logits;
  });
}

}  // namespace coopseg::nn
