#pragma once

#include <torch/types.h>

#include <optional>
#include <span>

#include "augment/elastic_deformation.h"
#include "augment/intensity_change.h"
#include "augment/spatial_transform.h"
#include "core/random.h"
#include "slices/field.h"

/// Image-space augmentation of the training copy (Chen et al., MICCAI 2021).
///
/// The released code pads a slice to 224 pixels, flips, changes the intensities, rotates, shifts and zooms, deforms,
/// and crops to 192, interpolating three times. Here all that moves pixels is one sampling grid, in the same order, so
/// that the slice is interpolated once, and the intensities change after it, in the cropped view; then the view is
/// scaled to [0, 1]. Nothing is cut off by the padded field, only by the slice itself. docs/augmentation.md lists the
/// differences.
namespace coopseg::augment {

/// What happens to one slice.
struct Augmentation {
  SpatialTransform spatial;
  std::optional<ElasticDeformation> elastic;
  std::optional<IntensityChange> intensity;
};

/// The spatial transform always, intensities and deformation with probability 0.5 each.
Augmentation draw_augmentation(core::RandomStream& random, slices::SliceSize field);

/// A whole slice and its label, both [h, w] on the host.
struct LabelledSlice {
  torch::Tensor image;  ///< float
  torch::Tensor label;  ///< int64
};

struct AugmentedBatch {
  torch::Tensor image;  ///< [N, 1, H, W] of the field, float, each slice scaled to [0, 1] by its own extremes
  torch::Tensor label;  ///< [N, H, W], int64
};

/// Samples each slice (image bilinear, label nearest, outside of it as repeat_edges() says) as its augmentation says.
AugmentedBatch apply(std::span<const Augmentation> augmentations, std::span<const LabelledSlice> slices,
                     slices::SliceSize field);

}  // namespace coopseg::augment
