#include "hard_examples/shown_examples.h"

#include <torch/torch.h>

namespace coopseg::hard_examples {

HardExamples shown(nn::Networks& networks, const StandardPass& pass, const HardExamples& hard) {
  const torch::NoGradGuard no_grad;
  HardExamples result{hard.image, hard.logits};
  if (hard.hook) {
    const nn::Segmentation changed = networks.segment(hard.image, nn::Mode::hold, hard.hook);
    const bool decodes = networks.architecture().has_image_decoder();
    result.image = decodes ? networks.decode_image(changed.codes.image, nn::Mode::hold) : torch::Tensor();
    result.logits = changed.logits;
  }
  if (result.image.defined()) result.image = result.image.narrow(0, 0, pass.clean.size(0));
  return result;
}

}  // namespace coopseg::hard_examples
