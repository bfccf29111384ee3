#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "segmentation/disagreement.h"
#include "segmentation/findings.h"
#include "slices/field.h"
#include "study/case.h"

namespace coopseg::segmentation {

/// Looks for findings in what was segmented, and keeps what a run found.
class Checks {
 public:
  /// `fail_on` are the findings that a run must not have; `threshold` is the model's disagreement above which a
  /// segmentation may have failed. Throws Error where `fail_on` has `uncertain` and the model no threshold.
  Checks(std::set<Finding> fail_on, std::optional<double> threshold);

  /// Looks at a frame that was segmented in a field: edge, and uncertain where the threshold holds (`calibrated`).
  void check_frame(const study::Case& subject, std::size_t frame, const slices::Field& field,
                   const LabelChanges& changes, bool calibrated, Findings& findings) const;

  /// Keeps what was found of a case.
  void judge(const std::string& id, const Findings& findings);
  /// "; 3 with findings (edge 2, volume 1)" of all cases, "" of none.
  std::string summary() const;
  /// Throws Error that lists the cases with findings of `fail_on`.
  void fail() const;

 private:
  std::set<Finding> fail_on_;
  std::optional<double> threshold_;
  std::size_t cases_ = 0;
  std::size_t with_findings_ = 0;
  std::map<std::string, std::size_t> counts_;
  std::vector<std::string> failed_;
};

/// True where a foreground label of `prediction` lies on the outermost pixels of a field smaller than the slice, where
/// the crop may have cut it.
bool touches_edge(const slices::Field& field, const study::Case& subject);

}  // namespace coopseg::segmentation
