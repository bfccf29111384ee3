#include "hard_examples/registry.h"

#include "core/error.h"
#include "core/joined.h"
#include "hard_examples/adversarial_bias.h"
#include "hard_examples/adversarial_noise.h"
#include "hard_examples/cutout.h"
#include "hard_examples/latent_masking.h"
#include "hard_examples/max_style.h"
#include "hard_examples/mix_style.h"
#include "hard_examples/multi_window_masking.h"
#include "hard_examples/random_convolution.h"
#include "hard_examples/self_challenging.h"
#include "hard_examples/style_uncertainty.h"

namespace coopseg::hard_examples {

std::span<const Method> methods() {
  static const std::vector<Method> known = {
      latent_masking(),   multi_window_masking(), cutout(),    random_convolution(), adversarial_noise(),
      adversarial_bias(), self_challenging(),     mix_style(), style_uncertainty(),  max_style(),
  };
  return known;
}

const Method& find(std::string_view name) {
  for (const Method& method : methods())
    if (method.name == name) return method;
  throw core::UsageError("--hard-branch: '" + std::string(name) + "' found, one of " +
                         core::joined(methods(), &Method::name) + " expected");
}

}  // namespace coopseg::hard_examples
