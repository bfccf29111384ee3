#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/random.h"
#include "hard_examples/hard_branch.h"

namespace coopseg::hard_examples {

/// DSU (Li et al., ICLR 2022, "Uncertainty modeling for out-of-distribution generalization"): the style of the
/// encoder's features after inc, down1, down2, down3 and down4 becomes a draw from a normal distribution about it, as
/// wide as styles differ within the batch. Published with a chance of 0.5; a hard example always draws, because the
/// standard pass sees the image as it is.
Method style_uncertainty();

/// In units of the spread over the batch, N(0, 1), each (images, channels, 1, 1).
struct StyleNoise {
  torch::Tensor of_mean;
  torch::Tensor of_deviation;
};

StyleNoise draw_style_noise(core::RandomStream& random, std::int64_t images, std::int64_t channels);

/// Features (N, C, H, W) of which the content stays. Gradients pass the styles, as published.
torch::Tensor shift_styles(const torch::Tensor& features, const StyleNoise& noise);

}  // namespace coopseg::hard_examples
