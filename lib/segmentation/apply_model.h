#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model_file/model_file.h"
#include "slices/field.h"
#include "study/case.h"

namespace coopseg::segmentation {

/// Where the model's window lies on a grid.
slices::Field model_field(const study::Grid& grid, slices::FieldKind kind, const model_file::ModelInfo& model);

/// Ways to look at a slice: as it is, and moved by some pixels.
inline constexpr int views = 8;

/// Runs the FTN on every slice of `image` in the field: sets `probability` and `prediction`, background outside. The
/// probabilities are the mean over the first `average` (1 to 8) views of the slices in the field. (Flips and turns,
/// which training shows the networks as well, lowered Dice: docs/cine.md.)
void segment(nn::Networks& networks, const slices::Field& field, int average, study::Case& subject);

/// How the STN is asked.
struct Refinement {
  int iterations = 1;   ///< passes
  double accept = 0.0;  ///< what a change needs to be kept, see accepted_changes.h; 0: every change, as published
};

/// The value of `accept` for a case: what is asked for, else 0 where probabilities are refined and accept_of_labels
/// where labels are.
constexpr double accept_of_labels = 0.9;
double accept_of(std::optional<double> asked, const study::Case& subject);

/// What the STN starts from, as labels: the argmax of `probability`, else `prediction`, else `label`. Throws Error
/// where the case has none.
std::vector<std::uint8_t> labels_to_refine(const study::Case& subject);

/// Runs the STN on the case's `probability`, else `prediction`, else `label`, in the field: sets `probability` and
/// `prediction`; what is not accepted and what lies outside of the field stays as it was. Throws Error where the case
/// has none.
void refine(nn::Networks& networks, const slices::Field& field, const Refinement& refinement, study::Case& subject);

}  // namespace coopseg::segmentation
