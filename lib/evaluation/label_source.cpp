#include "evaluation/label_source.h"

#include <filesystem>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/files.h"
#include "image/nifti_reader.h"
#include "image/volume_file.h"
#include "image/volume_folder.h"
#include "image/volume_name.h"

namespace coopseg::evaluation {
namespace {

using Voxels = std::optional<std::vector<std::uint8_t>>;

Voxels take(study::Case& subject, Role role) {
  if (role == Role::reference) return std::exchange(subject.label, std::nullopt);
  Voxels label = std::exchange(subject.label, std::nullopt);
  Voxels prediction = std::exchange(subject.prediction, std::nullopt);
  return prediction || role == Role::prediction_of_its_own ? prediction : label;
}

LabelMap read_study_label(const study::StudyReader& study, const std::string& id, Role role) {
  study::Case subject = study.read(id, {.image = false, .probability = false});
  Voxels voxels = take(subject, role);
  subject.label.reset();
  subject.prediction.reset();
  const std::string name = study.name() + ": /cases/" + id;
  if (!voxels) throw core::Error(name + (role == Role::reference ? ": has no label" : ": has no prediction"));
  return {.name = name, .subject = std::move(subject), .voxels = std::move(*voxels)};
}

LabelMap read_nifti_label(const std::string& path, const study::LabelNumbers& numbers, const core::Log& log) {
  const image::NiftiReader file(image::read_volume(path, log), log);
  if (file.frames() != 1)
    throw core::Error(path + ": " + std::to_string(file.frames()) + " frames found, one label volume expected");
  study::Case subject;
  subject.id = image::case_id(path);
  subject.grid = file.native().grid;
  const std::vector<float> found = file.read_frame(0);
  auto voxels = core::in_context(path, [&] { return study::classes_of(found, numbers, file.native().grid); });
  return {.name = path, .subject = std::move(subject), .voxels = std::move(voxels)};
}

/// A study that cannot be read fails when its case is asked for, as a NIfTI file does.
LabelSource study_of_folder(const std::shared_ptr<study::OpenStudies>& studies, const std::string& path, Role role) {
  try {
    return study_labels(studies, path, role);
  } catch (const core::Error& error) {
    return failing(path, error);
  }
}

LabelSource folder_labels(const std::string& folder, Role role, const study::LabelNumbers& numbers,
                          const core::Log& log) {
  LabelSource source;
  const auto studies = std::make_shared<study::OpenStudies>(image::read_study);
  for (const std::string& path : image::volume_files(folder)) {
    LabelSource more =
        image::is_volume_name(path) ? label_source(path, role, numbers, log) : study_of_folder(studies, path, role);
    core::in_context(path, [&] { add(source, std::move(more)); });
  }
  return source;
}

}  // namespace

LabelSource study_labels(const std::shared_ptr<study::OpenStudies>& studies, const std::string& path, Role role) {
  LabelSource source;
  for (const std::string& id : studies->open(path)->ids())
    source.emplace(id,
                   LabelReader{[studies, path, id, role] { return read_study_label(*studies->open(path), id, role); }});
  return source;
}

LabelSource label_source(const std::string& path, Role role, const study::LabelNumbers& numbers, const core::Log& log) {
  if (std::filesystem::is_directory(path)) return folder_labels(path, role, numbers, log);
  if (image::is_volume_name(path))
    return {{image::case_id(path),
             LabelReader{[path, numbers, &log] { return read_nifti_label(path, numbers, log); }, true}}};
  return study_labels(std::make_shared<study::OpenStudies>(image::read_study), path, role);
}

LabelSource failing(const std::string& path, const core::Error& error) {
  const auto fail = [problem = std::string(error.what())]() -> LabelMap { throw core::Error(problem); };
  return {{image::case_id(path), LabelReader{fail, true}}};
}

void add(LabelSource& source, LabelSource more) {
  for (auto& [id, read] : more)
    if (!source.emplace(id, std::move(read)).second) throw core::Error("case '" + id + "' is there twice");
}

}  // namespace coopseg::evaluation
