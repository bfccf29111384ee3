#include "hard_examples/cutout.h"

#include <torch/torch.h>

#include <algorithm>

#include "nn/compute.h"

namespace coopseg::hard_examples {
namespace {

HardExamples cut_out(const StandardPass& pass, const DrawKeys& keys) {
  std::vector<torch::Tensor> kept;
  for (std::int64_t i = 0; i < pass.clean.size(0); ++i) {
    core::RandomStream random = keys.of_image(static_cast<std::size_t>(i), "cutout");
    const Window square = draw_square(random, pass.clean.size(2), pass.clean.size(3));
    kept.push_back(inside_of({square}, pass.clean.size(2), pass.clean.size(3)).logical_not());
  }
  const torch::Tensor mask = nn::to_device(torch::stack(kept).unsqueeze(1), pass.clean.device());
  return {pass.clean * mask, {}};
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
