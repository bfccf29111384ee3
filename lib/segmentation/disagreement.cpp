#include "segmentation/disagreement.h"

#include <cmath>

#include "core/number_text.h"
#include "metrics/overlap.h"

namespace coopseg::segmentation {

double DisagreementReport::add(const std::string& id, const study::Grid& grid, std::span<const std::uint8_t> before,
                               std::span<const std::uint8_t> after, bool touches_edge) {
  double dice_sum = 0.0;
  double labels = 0.0;
  const double voxel_mm3 = grid.spacing[0] * grid.spacing[1] * grid.spacing[2];
  for (std::size_t label = 1; label < study::classes; ++label) {
    const metrics::Counts counts = metrics::count(before, after, static_cast<std::uint8_t>(label));
    const metrics::Overlap overlap = metrics::overlap(counts, voxel_mm3);
    csv_ += id + ',' + std::to_string(label) + ',' + std::string(study::class_names[label]);
    for (const double value : {overlap.volume_ref_ml, overlap.volume_pred_ml, overlap.dice})
      csv_ += ',' + core::number_text(value);
    csv_ += std::string(counts.prediction == 0 ? ",1" : ",0") + (touches_edge ? ",1\n" : ",0\n");
    if (std::isnan(overlap.dice)) continue;
    dice_sum += overlap.dice;
    labels += 1.0;
  }
  return 1.0 - dice_sum / labels;
}

}  // namespace coopseg::segmentation
