#include "segmentation/nifti_input.h"

#include <numeric>

#include "core/error.h"
#include "image/preprocess.h"
#include "slices/put_back.h"

namespace coopseg::segmentation {
namespace {

study::Preprocessing preprocessing_of(const model_file::ModelInfo& model) {
  if (model.preprocessing.empty())
    throw core::Error("the model does not say how its images were preprocessed; a study is expected as input");
  return study::preprocessing_from_json(model.preprocessing);
}

std::vector<std::size_t> frames_of(const image::NiftiReader& file, std::optional<std::size_t> asked) {
  if (asked) return {file.choose_frame(asked)};
  std::vector<std::size_t> frames(file.frames());
  std::iota(frames.begin(), frames.end(), std::size_t{0});
  return frames;
}

}  // namespace

Result image_input(const image::NiftiReader& file, std::optional<std::size_t> frame,
                   const model_file::ModelInfo& model) {
  const study::Preprocessing settings = preprocessing_of(model);
  Result result;
  for (const std::size_t number : frames_of(file, frame))
    result.frames.push_back(image::preprocess(file, number, settings));
  if (!frame) result.time = file.time();
  return result;
}

Result label_input(const image::NiftiReader& file, std::optional<std::size_t> frame, const study::LabelNumbers& numbers,
                   const model_file::ModelInfo& model) {
  const double spacing = model.spacing[0];
  Result result;
  if (const auto probability = frame ? std::nullopt : image::read_probability(file)) {
    result.native_labels.push_back(slices::argmax(*probability, file.native().grid));
    result.frames.push_back(image::preprocess_probability(file, *probability, spacing));
  } else {
    for (const std::size_t number : frames_of(file, frame)) {
      const std::vector<float> voxels = file.read_frame(number);
      result.native_labels.push_back(
          core::in_context(file.name(), [&] { return study::classes_of(voxels, numbers, file.native().grid); }));
      result.frames.push_back(image::preprocess_prediction(file, number, numbers, spacing));
    }
    if (!frame) result.time = file.time();
  }
  for (study::Case& subject : result.frames) subject.preprocessing = model.preprocessing;
  return result;
}

}  // namespace coopseg::segmentation
