#include "segmentation/disagreement.h"

#include <cmath>

#include "core/number_text.h"
#include "metrics/overlap.h"

namespace coopseg::segmentation {
namespace {

constexpr std::array columns = {Finding::gap, Finding::volume, Finding::ef, Finding::mass, Finding::uncertain};

std::string flag(bool set) { return set ? ",1" : ",0"; }

}  // namespace

LabelChanges changes_between(std::span<const std::uint8_t> before, std::span<const std::uint8_t> after,
                             const study::Grid& grid) {
  const double voxel_mm3 = grid.spacing[0] * grid.spacing[1] * grid.spacing[2];
  LabelChanges changes;
  for (std::size_t label = 1; label < study::classes; ++label) {
    const metrics::Counts counts = metrics::count(before, after, static_cast<std::uint8_t>(label));
    const metrics::Overlap overlap = metrics::overlap(counts, voxel_mm3);
    changes[label - 1] = {overlap.volume_ref_ml, overlap.volume_pred_ml, overlap.dice, counts.prediction == 0};
  }
  return changes;
}

double disagreement(const LabelChanges& changes) {
  double dice_sum = 0.0;
  double labels = 0.0;
  for (const LabelChange& change : changes) {
    if (std::isnan(change.dice)) continue;
    dice_sum += change.dice;
    labels += 1.0;
  }
  return 1.0 - dice_sum / labels;
}

std::string report_header() {
  std::string text = "case,label,name,volume_before_ml,volume_after_ml,dice_before_after,empty,touches_edge,frame";
  for (const Finding finding : columns) text += ',' + std::string(finding_names[static_cast<std::size_t>(finding)]);
  return text + '\n';
}

std::string report_rows(const std::string& id, std::span<const LabelChanges> frames, const Findings& findings) {
  std::string text;
  for (std::size_t frame = 0; frame < frames.size(); ++frame)
    for (std::uint8_t label = 1; label < study::classes; ++label) {
      const LabelChange& change = frames[frame][label - 1];
      text += id + ',' + std::to_string(label) + ',' + std::string(study::class_names[label]);
      for (const double value : {change.before_ml, change.after_ml, change.dice})
        text += ',' + core::number_text(value);
      text += flag(change.empty) + flag(findings.has(Finding::edge, frame, label)) + ',' + std::to_string(frame);
      for (const Finding finding : columns) text += flag(findings.has(finding, frame, label));
      text += '\n';
    }
  return text;
}

}  // namespace coopseg::segmentation
