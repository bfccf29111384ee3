#include "nn/losses.h"

#include <torch/torch.h>

#include <cmath>

namespace coopseg::nn {

torch::Tensor cross_entropy(const torch::Tensor& logits, const torch::Tensor& label) {
  if (logits.is_cpu() || !at::globalContext().deterministicAlgorithms())
    return torch::cross_entropy_loss(logits, label);
  // LibTorch's sum over pixels has no fixed order on a GPU.
  const torch::Tensor classes = torch::arange(logits.size(1), label.options()).view({1, -1, 1, 1});
  const torch::Tensor log_p = torch::log_softmax(logits, 1, torch::kFloat);
  return -torch::where(label.unsqueeze(1) == classes, log_p, 0.0).sum() / static_cast<double>(label.numel());
}

torch::Tensor divergence(const torch::Tensor& reference, const torch::Tensor& logits) {
  const torch::Tensor log_r = torch::log_softmax(reference, 1, torch::kFloat);
  const torch::Tensor log_p = torch::log_softmax(logits, 1, torch::kFloat);
  return (log_r.exp() * (log_r - log_p)).sum(1).mean();
}

torch::Tensor inconsistency(const torch::Tensor& logits, std::int64_t views) {
  const torch::Tensor log_p = torch::log_softmax(logits, 1, torch::kFloat).unflatten(0, {views, -1});
  const torch::Tensor log_mean = torch::logsumexp(log_p, 0, /*keepdim=*/true) - std::log(static_cast<double>(views));
  return (log_p.exp() * (log_p - log_mean)).sum(2).mean();
}

torch::Tensor reconstruction_loss(const torch::Tensor& reconstruction, const torch::Tensor& clean) {
  return 0.5 * torch::mse_loss(reconstruction, clean);
}

}  // namespace coopseg::nn
