#include "segmentation/models.h"

#include "core/error.h"
#include "study/preprocessing.h"

namespace coopseg::segmentation {
namespace {

std::string size_text(const model_file::ModelInfo& model) {
  return std::to_string(model.size[0]) + " x " + std::to_string(model.size[1]);
}

void check_same_view(const model_file::ModelInfo& model, const model_file::ModelInfo& first) {
  const std::string owner = "the first model";
  study::check_same_spacing(model.spacing, first.spacing, owner);
  study::check_same_preprocessing(model.preprocessing, first.preprocessing, owner);
  if (model.size != first.size)
    throw core::Error("size " + size_text(model) + " found, " + size_text(first) + " of " + owner + " expected");
}

}  // namespace

std::vector<model_file::LoadedModel> open_models(const std::vector<std::string>& paths, torch::Device device) {
  std::vector<model_file::LoadedModel> models;
  for (const std::string& path : paths) {
    models.push_back(model_file::open_model(path, device));
    core::in_context(path, [&] { check_same_view(models.back().info, models.front().info); });
  }
  return models;
}

}  // namespace coopseg::segmentation
