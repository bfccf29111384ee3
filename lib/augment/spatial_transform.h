#pragma once

#include <torch/types.h>

#include "core/random.h"
#include "slices/field.h"

namespace coopseg::augment {

/// A random view of a slice: flips, rotation, shift and scale about the slice's centre, composed so that the slice is
/// interpolated once (method: Chen et al., MICCAI 2021, image-space augmentation of the training copy).
struct SpatialTransform {
  bool flip_x = false;
  bool flip_y = false;
  double rotation = 0.0;  ///< radians
  double shift_x = 0.0;   ///< fraction of the field's width
  double shift_y = 0.0;   ///< fraction of the field's height
  double scale = 1.0;     ///< above 1 the heart appears larger
};

/// Flips with probability 0.2 each; rotation uniform in +-15 degrees plus a random multiple of 45; shift uniform in
/// +-10 % of the size; scale uniform in 0.8 to 1.1.
SpatialTransform draw_transform(core::RandomStream& random);

/// A transformed slice and its label, each [H, W] of `size`; the image is scaled to [0, 1] by its own extremes.
struct AugmentedSlice {
  torch::Tensor image;  ///< float
  torch::Tensor label;  ///< int64
};

/// Samples `image` (bilinear) and `label` (nearest), both [h, w] of the whole slice, zero outside of it.
AugmentedSlice apply(const SpatialTransform& transform, const torch::Tensor& image, const torch::Tensor& label,
                     slices::SliceSize size);

}  // namespace coopseg::augment
