#include "metrics/label_score.h"

#include <cmath>

#include "metrics/mask.h"
#include "metrics/slice_scores.h"
#include "metrics/surface_distances.h"

namespace coopseg::metrics {
namespace {

constexpr std::array<double, 3> nsd_tolerances_mm = {1.0, 2.0, 3.0};

void score_surfaces(LabelScore& score, const MaskPair& masks, const std::array<double, 3>& spacing) {
  const SurfaceDistances voxels =
      surface_distances(border_voxels(masks.reference), border_voxels(masks.prediction), spacing);
  const SurfaceDistances areas =
      surface_distances(surfels(masks.reference, spacing), surfels(masks.prediction, spacing), spacing);
  score.hd_mm = voxels.hausdorff();
  score.masd_mm = voxels.masd();
  score.hd95_mm = areas.percentile(95.0);
  score.assd_mm = areas.assd();
  for (std::size_t i = 0; i < score.nsd.size(); ++i) score.nsd[i] = areas.nsd(nsd_tolerances_mm[i]);
}

}  // namespace

double penalty_mm(const study::Grid& grid) {
  double sum = 0.0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double extent = static_cast<double>(grid.size[axis]) * grid.spacing[axis];
    sum += extent * extent;
  }
  return std::sqrt(sum);
}

LabelScore score_label(std::span<const std::uint8_t> reference, std::span<const std::uint8_t> prediction,
                       const study::Grid& grid, std::uint8_t label) {
  LabelScore score;
  const double voxel_mm3 = grid.spacing[0] * grid.spacing[1] * grid.spacing[2];
  const MaskPair masks = crop_to_structure(reference, prediction, grid.size, label);
  score.overlap = overlap(count(masks.reference.voxels, masks.prediction.voxels, 1), voxel_mm3);
  const Status status = score.overlap.status;
  score.penalty_mm = metrics::penalty_mm(grid);
  const SliceScores slices = slice_scores(masks, grid.spacing);
  score.mcd_2d_mm = slices.mcd_mm;
  score.slices_both = static_cast<double>(slices.both);
  score.slices_ref_only = static_cast<double>(slices.ref_only);
  score.slices_pred_only = static_cast<double>(slices.pred_only);
  if (status == Status::ok) score_surfaces(score, masks, grid.spacing);
  if (status == Status::ref_empty || status == Status::pred_empty) score.nsd.fill(0.0);
  return score;
}

}  // namespace coopseg::metrics
