#pragma once

#include <array>
#include <cstddef>

#include "metrics/mask.h"

namespace coopseg::metrics {

/// A structure slice by slice (along z).
struct SliceScores {
  std::size_t both = 0;  ///< slices that hold it in reference and prediction
  std::size_t ref_only = 0;
  std::size_t pred_only = 0;
  double mcd_mm = 0;  ///< 2-D mean contour distance: the ASSD of the contours, mean over the slices with both; else NaN
};

/// `spacing` is x, y, z in mm.
SliceScores slice_scores(const MaskPair& masks, const std::array<double, 3>& spacing);

}  // namespace coopseg::metrics
