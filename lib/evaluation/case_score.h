#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "evaluation/label_source.h"
#include "metrics/label_score.h"
#include "metrics/slice_validity.h"
#include "metrics/volume_validity.h"
#include "study/case.h"

namespace coopseg::evaluation {

/// Everything that `evaluate` knows about one case.
struct CaseScore {
  std::string id;
  std::string patient;
  std::string phase;
  std::string site;
  std::string vendor;
  std::array<metrics::LabelScore, study::classes - 1> labels;  ///< LV, MYO, RV
  bool looks_swapped = false;
  std::vector<metrics::SliceValidity> slices;  ///< of the prediction, where asked for
  std::vector<metrics::VolumeCheck> volume;    ///< of the prediction, where asked for
  std::string problem;                         ///< why it could not be scored; "" where it was

  /// Status of the label of class `label` (1 to 3) and its score.
  const metrics::LabelScore& label(std::size_t number) const { return labels[number - 1]; }
};

struct ScoreSettings {
  bool resample_prediction = false;  ///< bring a prediction of another geometry to the reference's grid
  bool validity = false;             ///< check the anatomy of the prediction
};

/// Scores a prediction against its reference. Throws core::Error where their geometry differs.
CaseScore score_case(const std::string& id, const LabelMap& reference, const LabelMap& prediction,
                     const ScoreSettings& settings);

/// Volumes (and validity) of a prediction without reference; what needs one is NaN.
CaseScore score_alone(const std::string& id, const LabelMap& prediction, const ScoreSettings& settings);

/// A case that could not be scored, with the penalty of its reference where that can be read.
CaseScore failed_case(const std::string& id, const std::function<LabelMap()>& reference, const std::string& problem);

}  // namespace coopseg::evaluation
