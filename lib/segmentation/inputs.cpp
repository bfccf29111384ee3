#include "segmentation/inputs.h"

#include <filesystem>
#include <numeric>

#include "core/error.h"

namespace coopseg::segmentation {
namespace {

Item nifti_item(const std::string& path, core::Input input, const FromNifti& from_nifti, const core::Log& log) {
  const auto file = std::make_shared<const image::NiftiReader>(std::move(input), log);
  const std::string id = image::case_id(path);
  const auto load = [file, id, from_nifti] {
    Result result = from_nifti(*file);
    for (study::Case& frame : result.frames) frame.id = id;
    return result;
  };
  return {path, std::filesystem::path(path).filename().string(), file->digest(), load};
}

Item failed_item(const std::string& path, const core::Error& error) {
  const auto fail = [problem = std::string(error.what())]() -> Result { throw core::Error(problem); };
  return {path, std::filesystem::path(path).filename().string(), "", fail};
}

void add_cases(std::vector<Item>& items, core::Input input, const ChooseCases& choose_cases,
               const study::Arrays& arrays) {
  const auto study = std::make_shared<const study::StudyReader>(std::move(input));
  const auto chosen = core::in_context(study->name(), [&] { return choose_cases(study->ids()); });
  for (const std::string& id : chosen)
    items.push_back({study->name(), id + ".nii.gz", study->digest(), [study, id, arrays] {
                       Result result;
                       result.frames.push_back(study->read(id, arrays));
                       return result;
                     }});
}

}  // namespace

image::Preprocessing preprocessing_of(const nn::ModelInfo& model) {
  if (model.preprocessing.empty())
    throw core::Error("the model does not say how its images were preprocessed; a study is expected as input");
  return image::preprocessing_from_json(model.preprocessing);
}

std::vector<Item> open_items(const std::vector<std::string>& paths, const FromNifti& from_nifti,
                             const ChooseCases& choose_cases, const study::Arrays& arrays, Failure failure,
                             const core::Log& log) {
  std::vector<Item> items;
  for (const std::string& path : paths) {
    try {
      core::Input input = core::read_input(path);
      if (image::is_nifti_name(path))
        items.push_back(nifti_item(path, std::move(input), from_nifti, log));
      else
        add_cases(items, std::move(input), choose_cases, arrays);
    } catch (const core::UsageError&) {
      throw;
    } catch (const core::Error& error) {
      if (failure == Failure::at_once) throw;
      items.push_back(failed_item(path, error));
    }
  }
  return items;
}

std::vector<std::string> names_of(const std::vector<Item>& items) {
  std::vector<std::string> names;
  for (const Item& item : items) names.push_back(item.name);
  return names;
}

std::vector<std::size_t> frames_of(const image::NiftiReader& file, std::optional<std::size_t> asked) {
  if (asked) return {file.choose_frame(asked)};
  std::vector<std::size_t> frames(file.frames());
  std::iota(frames.begin(), frames.end(), std::size_t{0});
  return frames;
}

}  // namespace coopseg::segmentation
