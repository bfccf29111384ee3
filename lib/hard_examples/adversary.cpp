#include "hard_examples/adversary.h"

#include <torch/torch.h>

#include <limits>

#include "nn/losses.h"

namespace coopseg::hard_examples {

torch::Tensor predict(nn::Networks& networks, const torch::Tensor& image) {
  const torch::NoGradGuard no_grad;
  return networks.segment(image, nn::Mode::hold).logits;
}

torch::Tensor divergence_gradient(nn::Networks& networks, const torch::Tensor& image, const torch::Tensor& parameters,
                                  const std::function<torch::Tensor(const torch::Tensor& parameters)>& perturb) {
  const torch::Tensor reference = predict(networks, image);
  const torch::AutoGradMode with_gradient(true);
  const torch::Tensor leaf = parameters.detach().requires_grad_();
  const torch::Tensor value = nn::divergence(reference, networks.segment(perturb(leaf), nn::Mode::hold).logits);
  return torch::autograd::grad({value}, {leaf}).front();
}

torch::Tensor unit(const torch::Tensor& x) {
  // The largest element first: squares of small gradients are no floats.
  constexpr float smallest = std::numeric_limits<float>::min();
  const torch::Tensor parts = x.flatten(1);
  const torch::Tensor scaled = parts / parts.abs().amax(1, true).clamp_min(smallest);
  return (scaled / scaled.norm(2, 1, true).clamp_min(smallest)).view_as(x);
}

}  // namespace coopseg::hard_examples
