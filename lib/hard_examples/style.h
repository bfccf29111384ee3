#pragma once

#include <torch/types.h>

/// The style of features (N, C, H, W), as MixStyle, DSU and MaxStyle see it: mean and standard deviation of each
/// channel over the pixels. What is left, (x - mean) / deviation, is the content.
namespace coopseg::hard_examples {

struct Style {
  torch::Tensor mean;       ///< (N, C, 1, 1)
  torch::Tensor deviation;  ///< of the same shape; the root of the unbiased variance (0 of one pixel) and 1e-6
};

Style style_of(const torch::Tensor& features);

/// The content of the features in another style.
torch::Tensor restyled(const torch::Tensor& features, const Style& from, const Style& to);

/// share * one + (1 - share) * other.
Style mixed(const Style& one, const Style& other, const torch::Tensor& share);

/// The styles of the images in another order (int64, N).
Style reordered(const Style& style, const torch::Tensor& order);

/// How much the styles of a batch differ from image to image: the standard deviation of means and deviations over the
/// images (and 1e-6, within the root), (1, C, 1, 1); next to nothing of a single image.
Style spread_of(const Style& style);

}  // namespace coopseg::hard_examples
