#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/random.h"
#include "hard_examples/hard_branch.h"
#include "hard_examples/mix_style.h"
#include "hard_examples/style_uncertainty.h"

namespace coopseg::hard_examples {

/// MaxStyle (Chen et al., MICCAI 2022): the image decoder makes images in other styles, which five steps of Adam
/// (learning rate 0.1) make hard for the segmentation. Networks without image decoder cannot.
Method max_style();

/// The style of the features after a block of the image decoder: mixed with that of another image, then shifted.
struct StyleChange {
  StyleMix mix;      ///< own_share uniform in [0, 1), kept in [0, 1] by the ascent
  StyleNoise noise;  ///< the ascent moves each by 0.5 at most: five steps of 0.1
};

/// Of each place of the decoder that changes: one of up1, up2 and up3, and each of the others by a chance of 0.5.
using StyleChanges = std::map<std::string, StyleChange, std::less<>>;

StyleChanges draw_style_changes(core::RandomStream& random, std::int64_t images, std::int64_t base_width);

/// Images (N, channels, H, W) of the image code in changed styles, batch norms on hold.
torch::Tensor decode_restyled(nn::Networks& networks, const torch::Tensor& image_code, const StyleChanges& changes);

/// The changes after the ascent of the cross entropy with the label; permutations stay.
StyleChanges worst_styles(nn::Networks& networks, const torch::Tensor& image_code, const torch::Tensor& label,
                          const StyleChanges& start);

}  // namespace coopseg::hard_examples
