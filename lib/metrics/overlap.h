#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace coopseg::metrics {

/// Voxels of one label in a reference and a prediction on the same grid.
struct Counts {
  std::size_t reference = 0;
  std::size_t prediction = 0;
  std::size_t both = 0;  ///< true positives
};

/// Which side lacks the label.
enum class Status { ok, ref_empty, pred_empty, both_empty };

/// "ok", "ref_empty", "pred_empty" or "both_empty".
std::string_view to_text(Status status);

/// How far a prediction covers its reference, one count over the whole 3-D volume. A quotient without a denominator is
/// NaN: all of them where both sides are empty, precision where the prediction is, recall and the relative volume
/// difference where the reference is. Dice and Jaccard are 0 where one side alone is empty.
struct Overlap {
  Status status = Status::ok;
  double dice = 0;       ///< 2 TP / (reference + prediction)
  double jaccard = 0;    ///< TP / (reference + prediction - TP)
  double precision = 0;  ///< TP / prediction
  double recall = 0;     ///< TP / reference
  double volume_ref_ml = 0;
  double volume_pred_ml = 0;
  double volume_diff_ml = 0;  ///< prediction - reference
  double rvd = 0;             ///< relative volume difference, (prediction - reference) / reference
};

/// Counts the voxels equal to `label`. Throws core::Error where the sizes differ.
Counts count(std::span<const std::uint8_t> reference, std::span<const std::uint8_t> prediction, std::uint8_t label);

/// `voxel_mm3` is the volume of a voxel.
Overlap overlap(const Counts& counts, double voxel_mm3);

}  // namespace coopseg::metrics
