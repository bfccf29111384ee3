#include "hard_examples/multi_window_masking.h"

#include <torch/torch.h>

#include "hard_examples/random_tensors.h"
#include "nn/compute.h"

namespace coopseg::hard_examples {
namespace {

constexpr int most_windows = 5;
constexpr double chance_of_next = 0.95;
constexpr std::int64_t margin = 3;  // pixels

HardExamples mask_windows(const StandardPass& pass, const DrawKeys& keys, bool outside) {
  const std::int64_t height = pass.clean.size(2);
  const std::int64_t width = pass.clean.size(3);
  std::vector<torch::Tensor> masks;
  std::vector<torch::Tensor> noise;
  for (std::int64_t i = 0; i < pass.clean.size(0); ++i) {
    core::RandomStream random = keys.of_image(static_cast<std::size_t>(i), "multi-window masking");
    const torch::Tensor inside = inside_of(draw_windows(random, height, width), height, width);
    masks.push_back(outside ? inside.logical_not() : inside);
    noise.push_back(draw_uniform(random, {pass.clean.size(1), height, width}));
  }
  const torch::Device device = pass.clean.device();
  const torch::Tensor mask = nn::to_device(torch::stack(masks).unsqueeze(1), device);
  return {torch::where(mask, nn::to_device(torch::stack(noise), device), pass.clean), {}};
}

}  // namespace

std::vector<Window> draw_windows(core::RandomStream& random, std::int64_t height, std::int64_t width) {
  std::vector<Window> windows;
  while (windows.size() < most_windows && random.chance(chance_of_next)) {
    Window window;
    window.width = random.integer(width / 6, width / 3);
    window.height = random.integer(height / 6, height / 3);
    window.x = random.integer(margin, width - margin - window.width);
    window.y = random.integer(margin, height - margin - window.height);
    windows.push_back(window);
  }
  return windows;
}

Method multi_window_masking() {
  return {"mwm",
          "up to five windows of the image are filled with noise",
          {{"out-painting", false, "mwm: noise everywhere but in the windows"}},
          [](const OptionTexts& texts) {
            const bool outside = flag_of(texts, "out-painting", false);
            return HardBranch{{.image = true},
                              [outside](nn::Networks&, const StandardPass& pass, const DrawKeys& keys) {
                                return mask_windows(pass, keys, outside);
                              }};
          }};
}

}  // namespace coopseg::hard_examples
