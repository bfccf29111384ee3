#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/log.h"
#include "evaluation/case_score.h"
#include "evaluation/label_source.h"
#include "evaluation/volume_curve.h"
#include "study/label_numbers.h"

namespace coopseg::evaluation {

/// What is to be scored: predictions by case id and, but for predictions alone, their references.
struct Cohort {
  LabelSource references;
  LabelSource predictions;
  bool has_references = true;
  std::vector<VolumeCurve> curves;           ///< of 4-D predictions without reference
  std::map<std::string, study::Case> known;  ///< what a pairs file says about a case, before what its files say

  /// In ascending order.
  std::vector<std::string> ids() const;
};

/// What the numbers in the label files of both sides mean.
struct CohortLabels {
  study::LabelNumbers reference;
  study::LabelNumbers prediction;
};

/// Studies that hold both.
Cohort cohort_of_studies(const std::vector<std::string>& paths);

/// Two files or two folders, matched by case id. A NIfTI file beside a file with one case is its counterpart whatever
/// their names; the reference names the case.
Cohort cohort_of_paths(const std::string& reference, const std::string& prediction, const CohortLabels& labels,
                       const core::Log& log);

/// The rows of a CSV case,reference,prediction and, where known, patient,phase,site,vendor; paths relative to its
/// folder. Throws core::Error where an id stands twice or a phase is not ED, ES or nothing.
Cohort cohort_of_pairs(const std::string& csv, const CohortLabels& labels, const core::Log& log);

/// Predictions alone: a file or folder. Each frame of a 4-D NIfTI file becomes a case ID_frameNN of patient ID, with
/// the phase ED or ES where the LV is largest or smallest. Where `keep_going`, a file that cannot be read is a case
/// that fails when it is scored.
Cohort cohort_of_predictions(const std::string& prediction, const CohortLabels& labels, bool keep_going,
                             const core::Log& log);

/// Scores the cases on `threads` threads, in the order of `ids`; `done` is told of each. Where `keep_going`, a case
/// that cannot be scored stays as one with a problem; otherwise its core::Error is thrown.
std::vector<CaseScore> score(const Cohort& cohort, const std::vector<std::string>& ids, const ScoreSettings& settings,
                             bool keep_going, int threads, const std::function<void(const std::string&)>& done);

}  // namespace coopseg::evaluation
