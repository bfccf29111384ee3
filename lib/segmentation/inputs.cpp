#include "segmentation/inputs.h"

#include <filesystem>
#include <memory>

#include "core/error.h"
#include "image/dicom_folder.h"
#include "image/volume_file.h"
#include "image/volume_folder.h"
#include "image/volume_name.h"

namespace coopseg::segmentation {
namespace {

/// What the label of a volume is called in a folder.
std::string label_name(const std::string& path) {
  return image::is_nifti_name(path) ? std::filesystem::path(path).filename().string()
                                    : image::name_without_type(path) + ".nii.gz";
}

Item volume_item(const std::string& path, const FromNifti& from_nifti, const core::Log& log,
                 const std::vector<std::string>& series) {
  if (!std::filesystem::exists(path)) core::read_input(path);  // says why not
  const std::string id = image::case_id(path);
  const auto load = [path, id, from_nifti, series, &log] {
    const image::NiftiReader file(image::read_volume(path, log, series), log);
    Result result = from_nifti(file);
    result.digest = file.digest();
    for (study::Case& frame : result.frames) frame.id = id;
    return result;
  };
  return {path, id, label_name(path), load};
}

Item failed_item(const std::string& path, const core::Error& error) {
  const auto fail = [problem = std::string(error.what())]() -> Result { throw core::Error(problem); };
  return {path, image::case_id(path), label_name(path), fail};
}

void add_cases(std::vector<Item>& items, const std::shared_ptr<study::OpenStudies>& studies, const std::string& path,
               const ChooseCases& choose_cases, const study::Arrays& arrays) {
  const auto study = studies->open(path);
  const auto chosen = core::in_context(study->name(), [&] { return choose_cases(study->ids()); });
  for (const std::string& id : chosen)
    items.push_back({study->name(), id, id + ".nii.gz", [studies, path, id, arrays] {
                       const auto opened = studies->open(path);
                       Result result;
                       result.digest = opened->digest();
                       result.frames.push_back(opened->read(id, arrays));
                       return result;
                     }});
}

/// A file or a DICOM series, or what lies in a folder of volumes and studies.
std::vector<std::string> files_of(const std::string& path, const std::vector<std::string>& series) {
  if (!image::is_dicom_folder(path)) return image::volume_files(path);
  if (series.empty() && image::holds_volumes(path))
    throw core::Error(path + ": DICOM files and others that are read lie in this folder; --series UID takes a series");
  return {path};
}

}  // namespace

std::vector<Item> open_items(const std::vector<std::string>& paths, const FromNifti& from_nifti,
                             const ChooseCases& choose_cases, const study::Arrays& arrays, Failure failure,
                             const core::Log& log, const std::vector<std::string>& series) {
  std::vector<Item> items;
  const auto studies = std::make_shared<study::OpenStudies>(image::read_study);
  const auto add = [&](const std::string& path) {
    if (image::is_volume(path))
      items.push_back(volume_item(path, from_nifti, log, series));
    else
      add_cases(items, studies, path, choose_cases, arrays);
  };
  const auto attempt = [&](const std::string& path, const auto& action) {
    try {
      core::as_error(path, action);
    } catch (const core::UsageError&) {
      throw;
    } catch (const core::Error& error) {
      if (failure == Failure::at_once) throw;
      items.push_back(failed_item(path, error));
    }
  };
  for (const std::string& path : paths)
    attempt(path, [&] {
      for (const std::string& file : files_of(path, series)) attempt(file, [&] { add(file); });
    });
  return items;
}

std::vector<std::string> names_of(const std::vector<Item>& items) {
  std::vector<std::string> names;
  for (const Item& item : items) names.push_back(item.name);
  return names;
}

}  // namespace coopseg::segmentation
