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

torch::Tensor gradient_of_true_logits(nn::Networks& networks, const StandardPass& pass) {
  if (pass.logits.defined()) return probe(pass.logits, pass.codes.shape, pass.label, ProbeLoss::corr).gradient;
  const Decode decode = [&](const torch::Tensor& code, nn::Mode mode) {
    return networks.decode_segmentation(code, mode);
  };
  return probe(decode, pass.codes.shape, pass.label, ProbeLoss::corr, nn::Mode::hold).gradient;
}

/// What the shape code (N, 8b, h, w) is multiplied by.
torch::Tensor muting(nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys) {
  core::RandomStream random = keys.of_batch("self-challenging");
  const MaskType type = random.chance(0.5) ? MaskType::channel : MaskType::spatial;
  const torch::Tensor mask = gradient_mask(gradient_of_true_logits(networks, pass), {type, share, {}, {}});
  const torch::NoGradGuard no_grad;
  const torch::Tensor before = networks.decode_segmentation(pass.codes.shape, nn::Mode::hold);
  const torch::Tensor after = networks.decode_segmentation(pass.codes.shape * mask, nn::Mode::hold);
  const torch::Tensor chosen = most_challenged(before, after, pass.label).view({-1, 1, 1, 1});
  return torch::where(chosen, mask, torch::ones_like(mask));
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
            return HardBranch{{.image = true},
                              [](nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys) {
                                const torch::Tensor mask = muting(networks, pass, keys);
                                return HardExamples{
                                    .image = pass.clean,
                                    .hook = [mask](std::string_view place, const torch::Tensor& features) {
                                      return place == "shape_code" ? features * mask : features;
                                    }};
                              },
                              [](const nn::Architecture& architecture) { require_encoder("rsc", architecture); },
                              true};
          }};
}

}  // namespace coopseg::hard_examples
