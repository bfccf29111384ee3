#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace coopseg::metrics {

/// Voxels of one label in a reference and a prediction on the same grid.
struct Counts {
  std::size_t reference = 0;
  std::size_t prediction = 0;
  std::size_t both = 0;  ///< true positives
};

/// Which side lacks the label, or that the pair could not be scored.
enum class Status { ok, ref_empty, pred_empty, both_empty, error };

/// "ok", "ref_empty", "pred_empty", "both_empty" or "error".
std::string_view to_text(Status status);

/// How far a prediction covers its reference, one count over the whole 3-D volume. A quotient without a denominator is
/// NaN: all of them where both sides are empty, precision where the prediction is, recall and the relative volume
/// difference where the reference is. Dice and Jaccard are 0 where one side alone is empty.
struct Overlap {
  static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

  Status status = Status::error;
  double dice = undefined;       ///< 2 TP / (reference + prediction)
  double jaccard = undefined;    ///< TP / (reference + prediction - TP)
  double precision = undefined;  ///< TP / prediction
  double recall = undefined;     ///< TP / reference
  double volume_ref_ml = undefined;
  double volume_pred_ml = undefined;
  double volume_diff_ml = undefined;  ///< prediction - reference
  double rvd = undefined;             ///< relative volume difference, (prediction - reference) / reference
};

/// Counts the voxels equal to `label`. Throws core::Error where the sizes differ.
Counts count(std::span<const std::uint8_t> reference, std::span<const std::uint8_t> prediction, std::uint8_t label);

/// `voxel_mm3` is the volume of a voxel.
Overlap overlap(const Counts& counts, double voxel_mm3);

}  // namespace coopseg::metrics
