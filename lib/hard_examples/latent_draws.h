#pragma once

#include <torch/types.h>

#include <optional>

#include "core/random.h"
#include "hard_examples/latent_options.h"

namespace coopseg::hard_examples {

/// Everything random about the mask of one code (N, 8b, h, w), on the host. One type and one share hold for the batch.
struct MaskDraws {
  MaskType type = MaskType::channel;  ///< dropout, channel or spatial
  double share = 0.0;                 ///< share of elements to mask (channel, spatial), or p of dropout
  torch::Tensor soft;                 ///< uniform [0, 1) of (N, 8b) or (N, h * w); undefined: hard mask
  torch::Tensor keep;                 ///< dropout: 1 for kept channels, else 0, (N, 8b)
};

/// Draws for the codes that the scope names.
struct LatentDraws {
  std::optional<MaskDraws> image;
  std::optional<MaskDraws> shape;
};

/// Draws for codes of shape `code` (N, 8b, h, w), the image code first. In training the stream is keyed by
/// (seed, epoch, batch, "latent masking"), in augment-latent by (seed, case, "latent masking").
LatentDraws draw_latent(const LatentOptions& options, torch::IntArrayRef code, core::RandomStream& stream);

}  // namespace coopseg::hard_examples
