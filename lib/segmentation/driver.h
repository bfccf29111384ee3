#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.h"
#include "nn/compute.h"
#include "segmentation/checks.h"
#include "segmentation/heart_field.h"
#include "segmentation/inputs.h"
#include "segmentation/models.h"
#include "segmentation/result_files.h"
#include "slices/field.h"

/// What `predict` and `refine` have in common: the options of cli::Usage::segments, items one at a time, findings,
/// tables, provenance and outputs.
namespace coopseg::segmentation {

/// The models, and how they are asked.
struct Session {
  /// Opens the models on the device and starts computing there, as the options say.
  explicit Session(const cli::Arguments& arguments);

  const model_file::LoadedModel& model() const { return models.front(); }

  const cli::Arguments& arguments;
  slices::FieldKind field_kind;
  nn::Precision precision;
  std::vector<model_file::LoadedModel> models;  ///< of --model, then those of --ensemble
};

/// What a program made of a frame, beside its `probability` and `prediction`.
struct Segmented {
  std::vector<std::uint8_t> before;  ///< labels on the case's grid before the STN, those of the result without it
  std::vector<std::uint8_t> after;   ///< after it
  bool calibrated = false;           ///< the model's quality threshold holds for their disagreement
  /// Options that depend on the case, for the provenance in place of those given.
  std::vector<std::pair<std::string, std::string>> options = {};
};

/// What one of the programs does.
struct Program {
  std::string name;
  study::Arrays arrays;  ///< that it reads of studies
  FromNifti from_nifti;
  Look look;  ///< for --field heart
  /// Segments a frame of a result in the models' window: sets its `probability` and `prediction`.
  std::function<Segmented(Result&, std::size_t frame, const slices::Field& window)> segment;
};

/// Segments all inputs and writes what the options ask for. The next input is loaded while the networks work on one, so
/// that at most two are in memory.
void segment_all(Session& session, const Program& program);

}  // namespace coopseg::segmentation
