#include "hard_examples/windows.h"

#include <torch/torch.h>

#include <algorithm>

namespace coopseg::hard_examples {

torch::Tensor inside_of(const std::vector<Window>& windows, std::int64_t height, std::int64_t width) {
  torch::Tensor inside = torch::zeros({height, width}, torch::kBool);
  for (const Window& window : windows)
    inside.slice(0, std::max<std::int64_t>(window.y, 0), std::min(window.y + window.height, height))
        .slice(1, std::max<std::int64_t>(window.x, 0), std::min(window.x + window.width, width))
        .fill_(true);
  return inside;
}

}  // namespace coopseg::hard_examples
