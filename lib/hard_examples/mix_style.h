#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/random.h"
#include "hard_examples/hard_branch.h"

namespace coopseg::hard_examples {

/// MixStyle (Zhou et al., ICLR 2021): the encoder's features after inc, down1 and down2 take a style between their own
/// and that of another image of the batch. Published with a chance of 0.5; a hard example always mixes, because the
/// standard pass sees the image as it is.
Method mix_style();

struct StyleMix {
  torch::Tensor order;      ///< whose style is mixed in: a permutation of the images, int64 (N)
  torch::Tensor own_share;  ///< of the image's own style, Beta(0.1, 0.1): (N, 1, 1, 1)
};

StyleMix draw_style_mix(core::RandomStream& random, std::int64_t images);

/// Features (N, C, H, W) of which the content stays. No gradient passes the styles, as published.
torch::Tensor mix_styles(const torch::Tensor& features, const StyleMix& mix);

}  // namespace coopseg::hard_examples
