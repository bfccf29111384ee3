#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace coopseg::hard_examples {

/// A rectangle of pixels of an image [channels, H, W]; it may reach beyond.
struct Window {
  std::int64_t x = 0;  ///< of its first column
  std::int64_t y = 0;  ///< of its first row
  std::int64_t width = 0;
  std::int64_t height = 0;
};

/// True inside of the windows: bool [H, W].
torch::Tensor inside_of(const std::vector<Window>& windows, std::int64_t height, std::int64_t width);

}  // namespace coopseg::hard_examples
