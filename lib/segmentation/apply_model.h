#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/log.h"
#include "model_file/model_file.h"
#include "slices/field.h"
#include "study/case.h"

namespace coopseg::segmentation {

/// Where the model's window lies on a grid.
slices::Field model_field(const study::Grid& grid, slices::FieldKind kind, const model_file::ModelInfo& model);

/// Runs the FTN on every slice of `image` in the field: sets `probability` and `prediction`, background outside.
void segment(nn::Networks& networks, const slices::Field& field, study::Case& subject);

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

/// True where a foreground label of `prediction` lies on the outermost pixels of a field smaller than the slice, where
/// the crop may have cut it.
bool touches_edge(const slices::Field& field, const study::Case& subject);

/// Warns of a prediction without any label, and of one that touches the field's edge.
void warn_of_result(const study::Case& subject, bool touches_edge, const core::Log& log);

/// Warns of a case whose FTN and STN disagree by more than the model's quality threshold, where it has one.
void warn_of_disagreement(const std::string& id, double disagreement, const model_file::ModelInfo& model,
                          const core::Log& log);

}  // namespace coopseg::segmentation
