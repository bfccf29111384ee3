#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "study/case.h"

namespace coopseg::segmentation {

/// The CSV of --report: how much the STN changed a segmentation, case by case and label by label. A large disagreement
/// between FTN and STN hints at a failed segmentation.
class DisagreementReport {
 public:
  /// Adds a row per label. `touches_edge` says that a label may have been cut by the field of the model. Returns the
  /// disagreement of the case, 1 - mean Dice over the labels that either side has; NaN where neither has any.
  double add(const std::string& id, const study::Grid& grid, std::span<const std::uint8_t> before,
             std::span<const std::uint8_t> after, bool touches_edge);

  /// case,label,name,volume_before_ml,volume_after_ml,dice_before_after,empty,touches_edge
  const std::string& csv() const { return csv_; }

 private:
  std::string csv_ = "case,label,name,volume_before_ml,volume_after_ml,dice_before_after,empty,touches_edge\n";
};

}  // namespace coopseg::segmentation
