#include "hard_examples/cutout.h"

#include <torch/torch.h>

#include <algorithm>

#include "hard_examples/random_tensors.h"

namespace coopseg::hard_examples {
namespace {

HardExamples cut_out(const StandardPass& pass, const DrawKeys& keys) {
  const std::int64_t height = pass.clean.size(2);
  const std::int64_t width = pass.clean.size(3);
  const torch::Tensor kept = draw_for_each(pass.clean, keys, "cutout", [&](core::RandomStream& random) {
    return inside_of({draw_square(random, height, width)}, height, width).logical_not();
  });
  return {pass.clean * kept.unsqueeze(1)};
}

}  // namespace

Window draw_square(core::RandomStream& random, std::int64_t height, std::int64_t width) {
  const std::int64_t side = random.integer(1, std::min(height, width) / 2);
  const std::int64_t x = random.integer(0, width - 1) - side / 2;
  const std::int64_t y = random.integer(0, height - 1) - side / 2;
  return {x, y, side, side};
}

Method cutout() {
  return {"cutout", "a square of the image is set to 0", {}, [](const OptionTexts&) {
            return HardBranch{{.image = true}, [](nn::Networks&, const StandardPass& pass, const DrawKeys& keys) {
                                return cut_out(pass, keys);
                              }};
          }};
}

}  // namespace coopseg::hard_examples
