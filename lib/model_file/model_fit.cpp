#include "nn/model_fit.h"

#include <cmath>
#include <sstream>

#include "core/digest.h"
#include "core/error.h"
#include "study/same_preprocessing.h"

namespace coopseg::nn {
namespace {

constexpr double spacing_tolerance = 1e-3;  // mm

std::string spacing_text(double x, double y) {
  std::ostringstream text;
  text.precision(9);
  text << x << " x " << y << " mm";
  return text.str();
}

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
    const auto& spacing = subject.grid.spacing;
    if (std::abs(spacing[0] - model.spacing[0]) > spacing_tolerance ||
        std::abs(spacing[1] - model.spacing[1]) > spacing_tolerance)
      throw core::Error("in-plane spacing " + spacing_text(spacing[0], spacing[1]) + " found, the model expects " +
                        spacing_text(model.spacing[0], model.spacing[1]) + " (tolerance 0.001 mm)");
    if (subject.preprocessing.empty())
      return log.warn("case " + subject.id + ": does not say how it was preprocessed; taken as it is");
    if (!study::same_preprocessing(subject.preprocessing, model.preprocessing))
      throw core::Error("preprocessing " + subject.preprocessing + " found, the model expects " +
                        (model.preprocessing.empty() ? "none" : model.preprocessing));
  });
}

LoadedModel open_model(const std::string& path, torch::Device device) {
  const core::Input input = core::read_input(path);
  Model model = read_model(input);
  core::in_context(path, [&] { check_classes(model.info); });
  model.networks.to(device);
  return {std::move(model.info), std::move(model.networks), core::digest(input.bytes)};
}

}  // namespace coopseg::nn
