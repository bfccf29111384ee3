#pragma once

#include <vector>

#include "core/random.h"
#include "slices/field.h"

namespace coopseg::augment {

/// A smooth random displacement of each pixel: uniform noise, smoothed by a Gaussian and multiplied by alpha (Simard,
/// Steinkraus and Platt, ICDAR 2003).
///
/// As published, the noise covers the field with a margin, since slices are padded to 224 pixels before the deformation
/// and cropped to 192 after it: the margin is a twelfth of the field's side on each side, whatever the field. Beyond
/// the noise is 0.
struct ElasticDeformation {
  double alpha = 0.0;          ///< pixels
  double sigma = 0.0;          ///< pixels
  slices::SliceSize size;      ///< of the field with its margin
  std::vector<float> noise_x;  ///< [y, x] of `size`, in [-1, 1)
  std::vector<float> noise_y;
};

/// The field with its margin.
slices::SliceSize padded(slices::SliceSize field);

/// alpha uniform in 1.5 to 2 H, sigma uniform in 0.1 to 0.2 H, where H is 3/4 of the padded field's height: 168 pixels
/// for a field of 192, 112.5 for one of 128. Along each axis the displacement's root mean square is
/// alpha / (sigma sqrt(12 pi)), 1.2 to 3.3 pixels for any field.
ElasticDeformation draw_elastic(core::RandomStream& random, slices::SliceSize field);

/// Pixels to add to a pixel's place, each [H, W] of the field.
struct Displacement {
  std::vector<float> x;
  std::vector<float> y;
};

/// alpha times the noise, smoothed as scipy.ndimage.gaussian_filter does (mode "constant", truncate 4). The Gaussian is
/// evaluated exactly, but only on nodes sigma / 3 apart; Catmull-Rom interpolation between them errs by at most 0.3 %
/// of the largest displacement (0.01 pixels in a field of 192).
Displacement displacement(const ElasticDeformation& deformation, slices::SliceSize field);

}  // namespace coopseg::augment
