#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "metrics/overlap.h"
#include "study/grid.h"

namespace coopseg::metrics {

/// One label of a prediction against its reference. Distances are NaN where one side lacks the label; NSD is then 0, as
/// Dice is, and NaN where both lack it.
struct LabelScore {
  static constexpr double undefined = Overlap::undefined;

  Overlap overlap;
  double hd_mm = undefined;    ///< Hausdorff distance of border voxels
  double hd95_mm = undefined;  ///< the larger directed 95th percentile of surfels, weighted by area
  double assd_mm = undefined;  ///< of surfels, weighted by area
  double masd_mm = undefined;  ///< of border voxels, as the M&Ms challenge published it
  std::array<double, 3> nsd = {undefined, undefined, undefined};  ///< of surfels at 1, 2 and 3 mm
  double mcd_2d_mm = undefined;
  double slices_both = undefined;
  double slices_ref_only = undefined;
  double slices_pred_only = undefined;
  double penalty_mm = undefined;  ///< diagonal of the reference image
};

/// What a failure scores in the distances: the diagonal of the image, sqrt(sum (size spacing)^2), mm.
double penalty_mm(const study::Grid& grid);

/// Scores `label` of two volumes [z, y, x] on `grid`.
LabelScore score_label(std::span<const std::uint8_t> reference, std::span<const std::uint8_t> prediction,
                       const study::Grid& grid, std::uint8_t label);

}  // namespace coopseg::metrics
