#include "hard_examples/latent_probe.h"

#include <torch/torch.h>

#include "nn/losses.h"
#include "nn/stn_input.h"

namespace coopseg::hard_examples {
namespace {

torch::Tensor probe_loss(const torch::Tensor& decoded, const torch::Tensor& target, ProbeLoss loss) {
  if (loss == ProbeLoss::ce) return nn::cross_entropy(decoded, target);
  const torch::Tensor wanted = target.dim() == 3 ? nn::stn_input_from_label(target, decoded.size(1)) : target;
  return loss == ProbeLoss::mse ? torch::mse_loss(decoded, wanted) : (decoded * wanted).mean();
}

}  // namespace

Probe probe(const Decode& decode, const torch::Tensor& code, const torch::Tensor& target, ProbeLoss loss,
            nn::Mode mode) {
  const torch::AutoGradMode with_gradient(true);
  const torch::Tensor leaf = code.detach().requires_grad_();
  return probe(decode(leaf, mode), leaf, target, loss);
}

Probe probe(const torch::Tensor& decoded, const torch::Tensor& code, const torch::Tensor& target, ProbeLoss loss) {
  const torch::AutoGradMode with_gradient(true);
  const torch::Tensor value = probe_loss(decoded, target, loss);
  return {value.detach(), torch::autograd::grad({value}, {code}, {}, /*retain_graph=*/true).front()};
}

}  // namespace coopseg::hard_examples
