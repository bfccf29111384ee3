#include "hard_examples/self_challenging.h"

#include <torch/torch.h>

#include <algorithm>
#include <string_view>

#include "hard_examples/latent_mask.h"
#include "hard_examples/latent_probe.h"

namespace coopseg::hard_examples {
namespace {

constexpr double share = 1.0 / 3.0;

torch::Tensor confidence(const torch::Tensor& logits, const torch::Tensor& label) {
  return logits.softmax(1).gather(1, label.unsqueeze(1)).mean({1, 2, 3});
}

/// What the shape code (N, 8b, h, w) is multiplied by.
torch::Tensor muting(nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys) {
  core::RandomStream random = keys.of_batch("self-challenging");
  const MaskType type = random.chance(0.5) ? MaskType::channel : MaskType::spatial;
  torch::Tensor code = pass.codes.shape;
  torch::Tensor before = pass.logits;
  if (!before.defined()) {
    const torch::AutoGradMode with_gradient(true);
    code = code.detach().requires_grad_();
    before = networks.decode_segmentation(code, nn::Mode::hold);
  }
  const torch::Tensor gradient = probe(before, code, pass.label, ProbeLoss::corr).gradient;
  const torch::Tensor mask = gradient_mask(gradient, {type, share, {}, {}});
  const torch::NoGradGuard no_grad;
  const torch::Tensor after = networks.decode_segmentation(code * mask, nn::Mode::hold);
  const torch::Tensor chosen = most_challenged(before, after, pass.label).view({-1, 1, 1, 1});
  return torch::where(chosen, mask, torch::ones_like(mask));
}

nn::FeatureHook muting_hook(nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys) {
  const torch::Tensor mask = muting(networks, pass, keys);
  return [mask](std::string_view place, const torch::Tensor& features) {
    return place == "shape_code" ? features * mask : features;
  };
}

}  // namespace

torch::Tensor most_challenged(const torch::Tensor& before, const torch::Tensor& after, const torch::Tensor& label) {
  const torch::Tensor loss = confidence(before, label) - confidence(after, label);
  const std::int64_t count = std::max<std::int64_t>(1, label.size(0) / 3);
  torch::Tensor chosen = torch::zeros_like(loss, torch::kBool);
  return chosen.index_fill_(0, std::get<1>(loss.topk(count)), true);
}

Method self_challenging() {
  return {"rsc", "the features that the segmentation needs most become 0", {}, [](const OptionTexts&) {
            HardBranch branch = changing_features("rsc", muting_hook);
            branch.needs_label = true;
            return branch;
          }};
}

}  // namespace coopseg::hard_examples
