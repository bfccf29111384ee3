#include "hard_examples/latent_masking.h"

#include <torch/torch.h>

#include "hard_examples/latent_mask.h"
#include "hard_examples/latent_probe.h"
#include "nn/compute.h"

namespace coopseg::hard_examples {
namespace {

/// A decoder, and what it made of the code in the standard pass (undefined: nothing yet).
struct Decoder {
  Decode decode;
  std::function<void()> repeat_statistics;
  torch::Tensor decoded;
};

struct Probing {
  ProbeLoss loss;
  nn::Mode mode;
};

torch::Tensor probe_gradient(const Decoder& decoder, const torch::Tensor& code, const torch::Tensor& target,
                             const Probing& probing) {
  if (!decoder.decoded.defined() || probing.mode != nn::Mode::train)
    return probe(decoder.decode, code, target, probing.loss, probing.mode).gradient;
  decoder.repeat_statistics();
  return probe(decoder.decoded, code, target, probing.loss).gradient;
}

/// What the decoder makes of the masked code, a constant.
torch::Tensor decode_masked(const Decoder& decoder, const torch::Tensor& code, const torch::Tensor& target,
                            const Probing& probing, const MaskDraws& draws) {
  const torch::Tensor mask = draws.type == MaskType::dropout
                                 ? nn::to_device(dropout_mask(draws), code.device())
                                 : gradient_mask(probe_gradient(decoder, code, target, probing), draws);
  const torch::NoGradGuard no_grad;
  return decoder.decode(code * mask, nn::Mode::hold);
}

}  // namespace

HardExamples mask_codes(nn::Networks& networks, const StandardPass& pass, const LatentOptions& options,
                        const LatentDraws& draws, nn::Mode probe_mode) {
  HardExamples hard;
  if (draws.image) {
    const Decoder decoder = {
        [&](const torch::Tensor& code, nn::Mode mode) { return networks.decode_image(code, mode); },
        [&] { networks.repeat_image_statistics(); }, pass.reconstruction};
    hard.image = decode_masked(decoder, pass.codes.image, pass.clean, {options.loss_image, probe_mode}, *draws.image);
  }
  if (draws.shape) {
    const Decoder decoder = {
        [&](const torch::Tensor& code, nn::Mode mode) { return networks.decode_segmentation(code, mode); },
        [&] { networks.repeat_segmentation_statistics(); }, pass.logits};
    hard.logits = decode_masked(decoder, pass.codes.shape, pass.label, {options.loss_shape, probe_mode}, *draws.shape);
  }
  return hard;
}

}  // namespace coopseg::hard_examples
