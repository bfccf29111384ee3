#include "metrics/overlap.h"

#include <string>

#include "core/error.h"

namespace coopseg::metrics {
namespace {

constexpr double mm3_per_ml = 1000.0;

Status status_of(const Counts& counts) {
  if (counts.reference == 0) return counts.prediction == 0 ? Status::both_empty : Status::ref_empty;
  return counts.prediction == 0 ? Status::pred_empty : Status::ok;
}

}  // namespace

std::string_view to_text(Status status) {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::ref_empty:
      return "ref_empty";
    case Status::pred_empty:
      return "pred_empty";
    case Status::both_empty:
      return "both_empty";
    case Status::error:
      return "error";
  }
  return "";
}

Counts count(std::span<const std::uint8_t> reference, std::span<const std::uint8_t> prediction, std::uint8_t label) {
  if (reference.size() != prediction.size())
    throw core::Error(std::to_string(prediction.size()) + " predicted voxels found, " +
                      std::to_string(reference.size()) + " expected as in the reference");
  Counts counts;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const bool in_reference = reference[i] == label;
    const bool in_prediction = prediction[i] == label;
    counts.reference += in_reference;
    counts.prediction += in_prediction;
    counts.both += in_reference && in_prediction;
  }
  return counts;
}

Overlap overlap(const Counts& counts, double voxel_mm3) {
  const auto reference = static_cast<double>(counts.reference);
  const auto prediction = static_cast<double>(counts.prediction);
  const auto both = static_cast<double>(counts.both);
  const double voxel_ml = voxel_mm3 / mm3_per_ml;

  return {.status = status_of(counts),
          .dice = 2.0 * both / (reference + prediction),
          .jaccard = both / (reference + prediction - both),
          .precision = both / prediction,
          .recall = both / reference,
          .volume_ref_ml = reference * voxel_ml,
          .volume_pred_ml = prediction * voxel_ml,
          .volume_diff_ml = (prediction - reference) * voxel_ml,
          .rvd = counts.reference == 0 ? Overlap::undefined : (prediction - reference) / reference};
}

}  // namespace coopseg::metrics
