#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/random.h"
#include "hard_examples/hard_branch.h"

namespace coopseg::hard_examples {

/// RandConv (Xu et al., ICLR 2021): three views of each batch, convolved with a random kernel and mixed with the image,
/// and 10 times the divergence between what is predicted of them as a loss of its own. Values are not kept in [0, 1].
Method random_convolution();

struct RandomConvolution {
  torch::Tensor kernel;      ///< (channels, channels, k, k)
  double image_share = 0.0;  ///< of the image in the mix
};

/// A kernel of side 1, 3, 5 or 7, each as likely, of elements N(0, 1 / (channels k^2)), and a share in [0, 1).
RandomConvolution draw_convolution(core::RandomStream& random, std::int64_t channels);

/// image_share * image + (1 - image_share) * image convolved; 0 outside of the image (N, channels, H, W).
torch::Tensor convolve(const torch::Tensor& image, const RandomConvolution& convolution);

}  // namespace coopseg::hard_examples
