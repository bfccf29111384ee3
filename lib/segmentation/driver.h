#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.h"
#include "model_file/model_fit.h"
#include "nn/compute.h"
#include "segmentation/disagreement.h"
#include "segmentation/inputs.h"
#include "segmentation/result_files.h"
#include "slices/field.h"

/// What `predict` and `refine` have in common: the options of cli::Usage::segments, items one at a time, report,
/// provenance and outputs.
namespace coopseg::segmentation {

/// The model, and how it is asked.
struct Session {
  /// Opens the model on the device and starts computing there, as the options say.
  explicit Session(const cli::Arguments& arguments);

  /// The model's window on a case. Throws Error where the case does not suit the model.
  slices::Field window_on(const study::Case& subject) const;
  /// Warns where the labels of a segmented case give reason to. Where there are labels of before the STN, adds both to
  /// the report and, if the model's threshold holds for them (`calibrated`), warns of a large disagreement.
  void check(const study::Case& subject, const slices::Field& window, std::span<const std::uint8_t> before,
             std::span<const std::uint8_t> after, bool calibrated);

  const cli::Arguments& arguments;
  slices::FieldKind field_kind;
  nn::Precision precision;
  model_file::LoadedModel model;
  DisagreementReport report;
};

/// What one of the programs does.
struct Program {
  using Options = std::vector<std::pair<std::string, std::string>>;

  std::string name;
  study::Arrays arrays;  ///< that it reads of studies
  FromNifti from_nifti;
  /// Segments a frame of a result: sets its `probability` and `prediction`, reports and warns. Returns options that
  /// depend on the case, for the provenance in place of those given.
  std::function<Options(Result&, std::size_t frame)> segment;
};

/// Segments all inputs and writes what the options ask for. The next input is loaded while the networks work on one, so
/// that at most two are in memory.
void segment_all(Session& session, const Program& program);

}  // namespace coopseg::segmentation
