#include "hard_examples/registry.h"

#include "hard_examples/cutout.h"
#include "hard_examples/latent_masking.h"
#include "hard_examples/multi_window_masking.h"

namespace coopseg::hard_examples {

std::span<const Method> methods() {
  static const std::vector<Method> known = {latent_masking(), multi_window_masking(), cutout()};
  return known;
}

}  // namespace coopseg::hard_examples
