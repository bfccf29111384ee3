#include "evaluation/case_score.h"

#include "core/error.h"
#include "evaluation/label_convention.h"
#include "evaluation/resample_prediction.h"
#include "study/same_geometry.h"

namespace coopseg::evaluation {
namespace {

/// What the reference does not say about a case is taken from the prediction.
void describe(CaseScore& score, const study::Case& subject) {
  const auto fill = [](std::string& mine, const std::string& theirs) {
    if (mine.empty()) mine = theirs;
  };
  fill(score.patient, subject.patient);
  fill(score.phase, subject.phase);
  fill(score.site, subject.site);
  fill(score.vendor, subject.vendor);
}

void add_validity(CaseScore& score, const LabelMap& prediction) {
  score.slices = metrics::check_slices(prediction.voxels, prediction.subject.grid);
  score.volume = metrics::check_volume(prediction.voxels, prediction.subject.grid);
}

}  // namespace

CaseScore score_case(const std::string& id, const LabelMap& reference, const LabelMap& prediction,
                     const ScoreSettings& settings) {
  CaseScore score;
  score.id = id;
  describe(score, reference.subject);
  describe(score, prediction.subject);
  const study::Grid& grid = reference.subject.grid;
  std::vector<std::uint8_t> resampled;
  std::span<const std::uint8_t> predicted = prediction.voxels;
  if (settings.resample_prediction && prediction.subject.grid != grid) {
    resampled = resample_prediction(prediction.voxels, prediction.subject.grid, grid);
    predicted = resampled;
  } else {
    study::check_same_geometry(grid, reference.name, prediction.subject.grid, prediction.name);
  }
  for (std::size_t label = 1; label < study::classes; ++label)
    score.labels[label - 1] = metrics::score_label(reference.voxels, predicted, grid, static_cast<std::uint8_t>(label));
  score.looks_swapped = looks_swapped(reference.voxels, predicted);
  if (settings.validity) add_validity(score, prediction);
  return score;
}

CaseScore score_alone(const std::string& id, const LabelMap& prediction, const ScoreSettings& settings) {
  CaseScore score;
  score.id = id;
  describe(score, prediction.subject);
  const study::Grid& grid = prediction.subject.grid;
  const double voxel_mm3 = grid.spacing[0] * grid.spacing[1] * grid.spacing[2];
  for (std::size_t label = 1; label < study::classes; ++label) {
    const metrics::Counts counts =
        metrics::count(prediction.voxels, prediction.voxels, static_cast<std::uint8_t>(label));
    metrics::LabelScore& found = score.labels[label - 1];
    found.overlap.status = counts.prediction == 0 ? metrics::Status::pred_empty : metrics::Status::ok;
    found.overlap.volume_pred_ml = metrics::overlap(counts, voxel_mm3).volume_pred_ml;
  }
  if (settings.validity) add_validity(score, prediction);
  return score;
}

CaseScore failed_case(const std::string& id, const std::function<LabelMap()>& reference, const std::string& problem) {
  CaseScore score;
  score.id = id;
  score.problem = problem;
  if (!reference) return score;
  try {
    const LabelMap map = reference();
    describe(score, map.subject);
    for (metrics::LabelScore& label : score.labels) label.penalty_mm = metrics::penalty_mm(map.subject.grid);
  } catch (const core::Error&) {
    // The reference is what cannot be read: the row stays without a penalty.
  }
  return score;
}

}  // namespace coopseg::evaluation
