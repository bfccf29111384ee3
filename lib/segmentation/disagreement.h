#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "segmentation/findings.h"
#include "study/case.h"

namespace coopseg::segmentation {

/// How much the STN changed a label of a frame.
struct LabelChange {
  double before_ml = 0;
  double after_ml = 0;
  double dice = 0;  ///< NaN where neither side has the label
  bool empty = false;
};

/// LV, MYO and RV.
using LabelChanges = std::array<LabelChange, study::classes - 1>;

LabelChanges changes_between(std::span<const std::uint8_t> before, std::span<const std::uint8_t> after,
                             const study::Grid& grid);

/// 1 - the mean Dice over the labels that either side has, which hints at a failed segmentation where it is large; NaN
/// where neither has any.
double disagreement(const LabelChanges& changes);

/// The CSV of --report, a row per frame and label. After the changes stand the frame, counted from 0 in the result, and
/// for each finding whether it holds for the label.
std::string report_header();
std::string report_rows(const std::string& id, std::span<const LabelChanges> frames, const Findings& findings);

}  // namespace coopseg::segmentation
