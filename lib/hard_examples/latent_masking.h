#pragma once

#include "hard_examples/hard_branch.h"
#include "hard_examples/latent_draws.h"

namespace coopseg::hard_examples {

/// hard-branch latent, with mask_codes in training.
Method latent_masking();

/// The options scope, mask-image, mask-shape, loss-image, loss-shape, threshold, random-threshold and soft-mask; the
/// defaults of LatentOptions for those that the texts lack. Throws UsageError that names the option at fault.
LatentOptions latent_options_of(const OptionTexts& texts);

/// Latent space data augmentation (Chen et al., MICCAI 2021): masks the elements of a code that matter most to its
/// decoder and decodes the rest to a corrupted image and a corrupted segmentation, image code first. Both decoders use
/// the statistics of the batch; decoding never moves the running ones.
///
/// `probe_mode` is the batch-norm mode of the probe pass of channel and spatial masks. Mode::train, as published, moves
/// the running statistics of the decoder; Mode::hold gives the same examples and leaves the networks unchanged.
/// Codes are detached; a target that no mask needs (clean, label) may be undefined.
HardExamples mask_codes(nn::Networks& networks, const StandardPass& pass, const LatentOptions& options,
                        const LatentDraws& draws, nn::Mode probe_mode);

}  // namespace coopseg::hard_examples
