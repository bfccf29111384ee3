#include "metrics/slice_scores.h"

#include <algorithm>
#include <limits>

#include "metrics/surface_distances.h"

namespace coopseg::metrics {
namespace {

bool holds(const Mask& mask, std::size_t z) {
  const auto first = mask.voxels.begin() + static_cast<std::ptrdiff_t>(z * mask.slice_voxels());
  return std::find(first, first + static_cast<std::ptrdiff_t>(mask.slice_voxels()), 1) !=
         first + static_cast<std::ptrdiff_t>(mask.slice_voxels());
}

}  // namespace

SliceScores slice_scores(const MaskPair& masks, const std::array<double, 3>& spacing) {
  SliceScores scores;
  double sum = 0.0;
  for (std::size_t z = 0; z < masks.reference.size[2]; ++z) {
    const bool reference = holds(masks.reference, z);
    const bool prediction = holds(masks.prediction, z);
    scores.ref_only += reference && !prediction;
    scores.pred_only += prediction && !reference;
    if (!reference || !prediction) continue;
    ++scores.both;
    sum +=
        surface_distances(contour(masks.reference, z, spacing), contour(masks.prediction, z, spacing), spacing).assd();
  }
  scores.mcd_mm = scores.both == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(scores.both);
  return scores;
}

}  // namespace coopseg::metrics
