#pragma once

#include <torch/types.h>

#include <string>

#include "core/log.h"
#include "model_file/model_file.h"
#include "study/case.h"

namespace coopseg::model_file {

/// A model that is ready for the cases of studies.
struct LoadedModel {
  ModelInfo info;
  nn::Networks networks;
  std::string digest;  ///< of its file
};

/// Reads a model file and moves the networks to `device`. Throws Error unless the model has the classes and the single
/// image channel of a study.
LoadedModel open_model(const std::string& path, torch::Device device);

/// Throws Error that prints both values where a case's in-plane spacing differs from the model's by more than 1e-3 mm,
/// or where its preprocessing differs; a case that does not say how it was preprocessed is taken with a warning.
void check_fit(const study::Case& subject, const ModelInfo& model, const core::Log& log);

}  // namespace coopseg::model_file
