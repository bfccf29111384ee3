#include "segmentation/result_files.h"

#include <filesystem>
#include <set>

#include "core/error.h"
#include "core/joined.h"
#include "image/native_label.h"
#include "image/nifti_writer.h"
#include "image/volume_name.h"

namespace coopseg::segmentation {
namespace {

namespace fs = std::filesystem;

}  // namespace

ResultFiles::ResultFiles(Outputs outputs, std::vector<std::string> names, std::string tool, std::string version)
    : outputs_(std::move(outputs)), names_(std::move(names)), tool_(std::move(tool)), version_(std::move(version)) {
  if (is_folder())
    check_folder();
  else
    check_file();
  if (!outputs_.probability.empty()) core::check_output(outputs_.probability, outputs_.force);
  if (!outputs_.probability.empty() && names_.size() != 1)
    throw core::Error("--probability takes one image, " + std::to_string(names_.size()) + " found");
}

void ResultFiles::check_folder() const {
  std::set<std::string> seen;
  for (const std::string& name : names_) {
    if (!seen.insert(name).second)
      throw core::Error(outputs_.result + ": two inputs would be written as " + name + "; their names must differ");
    if (fs::exists(outputs_.result) && !outputs_.resume) core::check_output(outputs_.result + name, outputs_.force);
  }
}

void ResultFiles::check_file() const {
  const std::string& path = outputs_.result;
  if (outputs_.resume)
    throw core::UsageError("--resume goes on with a folder of labels, -o DIR/ is expected, " + path + " found");
  core::check_output(path, outputs_.force);
  if (is_study()) return;
  if (!image::is_nifti_name(path))
    throw core::UsageError(path + ": .nii, .nii.gz, .h5, - or a folder with a / at its end is expected");
  if (names_.size() != 1)
    throw core::Error(path + ": a NIfTI file takes one case, " + std::to_string(names_.size()) +
                      " found: " + core::joined(names_) + "; --case picks one, a folder DIR/ takes all");
}

std::string ResultFiles::path_of(const std::string& name) const {
  return is_folder() ? outputs_.result + name : outputs_.result;
}

void ResultFiles::check_place(const std::string& source, const std::string& name) const {
  core::check_not_input(path_of(name), std::span(&source, 1));
}

bool ResultFiles::is_folder() const { return outputs_.result.ends_with('/'); }

bool ResultFiles::is_study() const { return outputs_.result == "-" || outputs_.result.ends_with(".h5"); }

bool ResultFiles::has(const std::string& name) const { return is_folder() && fs::exists(outputs_.result + name); }

void ResultFiles::check(const Result& result) const {
  if (is_study() && result.frames.size() != 1)
    throw core::Error(result.frames.front().id + ": has " + std::to_string(result.frames.size()) +
                      " frames, a study takes one: --frame N picks it");
}

evaluation::LabelSeries ResultFiles::written(const Result& result) const {
  const study::Case& first = result.frames.front();
  if (is_study()) return {first.id, first.phase, first.grid, std::span(&*first.prediction, 1), std::nullopt};
  study::Grid grid = image::output_grid(first).grid;
  for (double& spacing : grid.spacing) spacing = static_cast<float>(spacing);
  return {first.id, first.phase, grid, result.native_labels, result.time};
}

image::NiftiDescription ResultFiles::describe(const Result& result, std::optional<image::TimeAxis> time) const {
  return {image::output_grid(result.frames.front()), time, tool_, version_};
}

void ResultFiles::add(const std::string& name, const Result& result) {
  if (is_study()) {
    check(result);
    study_.add(result.frames.front());
  } else {
    add_label(name, result);
  }
  if (outputs_.probability.empty()) return;
  const std::vector<float> voxels = image::native_probability(result.frames.front());
  files_.emplace_back(
      outputs_.probability,
      image::write_nifti<float>(outputs_.probability, describe(result, image::TimeAxis{study::classes, 1, 0}), voxels));
}

void ResultFiles::add_label(const std::string& name, const Result& result) {
  const std::string path = path_of(name);
  std::vector<std::uint8_t> voxels;
  for (const std::vector<std::uint8_t>& label : result.native_labels)
    voxels.insert(voxels.end(), label.begin(), label.end());
  core::Bytes bytes = image::write_nifti<std::uint8_t>(path, describe(result, result.time), voxels);
  if (!outputs_.at_once) {
    files_.emplace_back(path, std::move(bytes));
    return;
  }
  make_folder();
  core::write_output(path, bytes, outputs_.force || outputs_.resume);
}

void ResultFiles::make_folder() const {
  if (!is_folder()) return;
  std::error_code error;
  fs::create_directories(outputs_.result, error);
  if (error) throw core::Error(outputs_.result + ": cannot be made: " + error.message());
}

void ResultFiles::write() {
  if (is_study()) core::write_output(outputs_.result, study_.finish(), outputs_.force);
  make_folder();
  for (const auto& [path, bytes] : files_) core::write_output(path, bytes, outputs_.force);
}

}  // namespace coopseg::segmentation
