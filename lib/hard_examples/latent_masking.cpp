#include "hard_examples/latent_masking.h"

#include <torch/torch.h>

#include "hard_examples/latent_mask.h"
#include "hard_examples/latent_probe.h"

namespace coopseg::hard_examples {
namespace {

struct Probing {
  ProbeLoss loss;
  nn::Mode mode;
};

/// What `decode` makes of the masked code, a constant.
torch::Tensor decode_masked(const Decode& decode, const torch::Tensor& code, const torch::Tensor& target,
                            const Probing& probing, const MaskDraws& draws) {
  const torch::Tensor mask =
      draws.type == MaskType::dropout
          ? dropout_mask(draws).to(code.device())
          : gradient_mask(probe(decode, code, target, probing.loss, probing.mode).gradient, draws);
  const torch::NoGradGuard no_grad;
  return decode(code * mask, nn::Mode::hold);
}

}  // namespace

HardExamples mask_codes(nn::Networks& networks, const StandardPass& pass, const LatentOptions& options,
                        const LatentDraws& draws, nn::Mode probe_mode) {
  HardExamples hard;
  if (draws.image) {
    const Decode decode = [&](const torch::Tensor& code, nn::Mode mode) { return networks.decode_image(code, mode); };
    hard.image = decode_masked(decode, pass.codes.image, pass.clean, {options.loss_image, probe_mode}, *draws.image);
  }
  if (draws.shape) {
    const Decode decode = [&](const torch::Tensor& code, nn::Mode mode) {
      return networks.decode_segmentation(code, mode);
    };
    hard.logits = decode_masked(decode, pass.codes.shape, pass.label, {options.loss_shape, probe_mode}, *draws.shape);
  }
  return hard;
}

}  // namespace coopseg::hard_examples
