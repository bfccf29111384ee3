#include "hard_examples/latent_masking.h"

#include <torch/torch.h>

#include "core/error.h"
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

LatentOptions latent_options_of(const OptionTexts& texts) {
  LatentOptions options;
  const auto read = [&texts](const std::string& option, auto& value, auto parse) {
    const auto found = texts.find(option);
    if (found == texts.end()) return;
    try {
      value = parse(found->second);
    } catch (const core::Error& error) {
      throw core::UsageError("--" + option + ": " + error.what());
    }
  };
  read("scope", options.scope, parse_scope);
  read("mask-image", options.mask_image, parse_mask);
  read("mask-shape", options.mask_shape, parse_mask);
  read("loss-image", options.loss_image, parse_probe_loss);
  read("loss-shape", options.loss_shape, parse_probe_loss);
  options.threshold = number_of(texts, "threshold", options.threshold);
  options.random_threshold = flag_of(texts, "random-threshold", options.random_threshold);
  options.soft_mask = flag_of(texts, "soft-mask", options.soft_mask);
  check(options);
  return options;
}

Method latent_masking() {
  const LatentOptions defaults;
  return {"latent",
          "masked latent codes",
          {{"mask-image", name_of(defaults.mask_image), "mask of the image code: dropout, channel, spatial or random"},
           {"mask-shape", name_of(defaults.mask_shape), "the same, shape code"},
           {"loss-image", name_of(defaults.loss_image), "loss whose gradient chooses what is masked: mse or corr"},
           {"loss-shape", name_of(defaults.loss_shape), "ce, mse or corr"}},
          [](const OptionTexts& texts) {
            const LatentOptions options = latent_options_of(texts);
            return HardBranch{{.image = options.masks_image(), .segmentation = options.masks_shape(), .decoded = true},
                              [options](nn::Networks& networks, const StandardPass& pass, const DrawKeys& keys) {
                                core::RandomStream random = keys.of_batch("latent masking");
                                const auto draws = draw_latent(options, pass.codes.image.sizes(), random);
                                const nn::Mode mode = pass.logits.defined() ? nn::Mode::train : nn::Mode::hold;
                                return mask_codes(networks, pass, options, draws, mode);
                              },
                              [options](const nn::Architecture& architecture) { check(options, architecture); },
                              options.mask_image != MaskType::dropout || options.mask_shape != MaskType::dropout};
          }};
}

}  // namespace coopseg::hard_examples
