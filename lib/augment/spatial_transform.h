#pragma once

#include "core/random.h"
#include "slices/field.h"

namespace coopseg::augment {

/// A random view of a slice: flips, rotation and zoom about the slice's centre, then shift, from the slice to the view
/// (Chen et al., MICCAI 2021, image-space augmentation of the training copy).
struct SpatialTransform {
  bool flip_x = false;
  bool flip_y = false;
  double rotation = 0.0;  ///< radians, from the x towards the y axis
  double shift_x = 0.0;   ///< fraction of the field's width
  double shift_y = 0.0;   ///< fraction of the field's height
  double zoom_x =
      1.0;  ///< multiplies the view's coordinates where the slice is sampled: below 1 the heart appears larger
  double zoom_y = 1.0;
};

/// Flips with probability 0.2 each; rotation uniform in +-15 degrees plus a random multiple of 45; shift uniform in
/// +-10 % of the size; zooms uniform in 0.8 to 1.1 each, so that the heart appears 0.91 to 1.25 times as large.
SpatialTransform draw_spatial(core::RandomStream& random);

/// From pixels of the view to pixels of the slice, where pixel centres are whole numbers:
/// slice x = xx * x + xy * y + x0, slice y = yx * x + yy * y + y0.
struct AffineMap {
  double xx = 1.0;
  double xy = 0.0;
  double x0 = 0.0;
  double yx = 0.0;
  double yy = 1.0;
  double y0 = 0.0;
};

/// The inverse of the transform: where each pixel of a view of size `field` lies in a slice of size `slice`. The centre
/// of the view is that of the slice, so that the identity crops or pads.
AffineMap source_map(const SpatialTransform& transform, slices::SliceSize slice, slices::SliceSize field);

}  // namespace coopseg::augment
