#include "model_file/model_fit.h"

#include "core/digest.h"
#include "core/error.h"
#include "study/preprocessing.h"

namespace coopseg::model_file {
namespace {

void check_classes(const ModelInfo& model) {
  if (model.names != study::names_attribute())
    throw core::Error("the model's classes are '" + model.names + "', those of a study are expected: '" +
                      study::names_attribute() + "'");
  if (model.architecture.channels != 1)
    throw core::Error("the model takes " + std::to_string(model.architecture.channels) +
                      " image channels, a study has 1");
}

}  // namespace

void check_fit(const study::Case& subject, const ModelInfo& model, const core::Log& log) {
  core::in_context("/cases/" + subject.id, [&] {
    study::check_same_spacing({subject.grid.spacing[0], subject.grid.spacing[1]}, model.spacing, "the model");
    if (subject.preprocessing.empty())
      return log.warn("case " + subject.id + ": does not say how it was preprocessed; taken as it is");
    study::check_same_preprocessing(subject.preprocessing, model.preprocessing, "the model");
  });
}

LoadedModel open_model(const std::string& path, torch::Device device) {
  const core::Input input = core::read_input(path);
  Model model = read_model(input);
  core::in_context(path, [&] { check_classes(model.info); });
  model.networks.to(device);
  return {std::move(model.info), std::move(model.networks), core::digest(input.bytes)};
}

}  // namespace coopseg::model_file
