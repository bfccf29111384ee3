#include "segmentation/result_files.h"

#include <filesystem>
#include <set>

#include "core/error.h"
#include "image/native_label.h"
#include "image/nifti_writer.h"
#include "image/volume_name.h"

namespace coopseg::segmentation {
namespace {

namespace fs = std::filesystem;

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

ResultFiles::ResultFiles(std::string output, std::vector<std::string> names, bool force, std::string tool,
                         std::string version)
    : output_(std::move(output)),
      names_(std::move(names)),
      force_(force),
      tool_(std::move(tool)),
      version_(std::move(version)) {
  if (is_folder()) {
    std::set<std::string> seen;
    for (const std::string& name : names_) {
      if (!seen.insert(name).second)
        throw core::Error(output_ + ": two inputs would be written as " + name + "; their names must differ");
      if (fs::exists(output_)) core::check_output(output_ + name, force_);
    }
    return;
  }
  core::check_output(output_, force_);
  if (is_study()) return;
  if (!image::is_nifti_name(output_))
    throw core::UsageError(output_ + ": .nii, .nii.gz, .h5, - or a folder with a / at its end is expected");
  if (names_.size() != 1)
    throw core::Error(output_ + ": a NIfTI file takes one case, " + std::to_string(names_.size()) +
                      " found: " + joined(names_) + "; --case picks one, a folder DIR/ takes all");
}

bool ResultFiles::is_folder() const { return output_.ends_with('/'); }

bool ResultFiles::is_study() const { return output_ == "-" || output_.ends_with(".h5"); }

void ResultFiles::add(const std::string& name, const Result& result) {
  if (is_study()) {
    if (result.frames.size() != 1)
      throw core::Error(result.frames.front().id + ": has " + std::to_string(result.frames.size()) +
                        " frames, a study takes one: --frame N picks it");
    return study_.add(result.frames.front());
  }
  const std::string path = is_folder() ? output_ + name : output_;
  std::vector<std::uint8_t> voxels;
  for (std::size_t frame = 0; frame < result.frames.size(); ++frame) {
    const std::vector<std::uint8_t> label =
        result.native_labels.empty() ? image::native_label(result.frames[frame]) : result.native_labels[frame];
    voxels.insert(voxels.end(), label.begin(), label.end());
  }
  const image::NiftiDescription description{image::output_grid(result.frames.front()), result.time, tool_, version_};
  files_.emplace_back(path, image::write_nifti<std::uint8_t>(path, description, voxels));
}

void ResultFiles::write() {
  if (is_study()) return core::write_output(output_, study_.finish(), force_);
  if (is_folder()) {
    std::error_code error;
    fs::create_directories(output_, error);
    if (error) throw core::Error(output_ + ": cannot be made: " + error.message());
  }
  for (const auto& [path, bytes] : files_) core::write_output(path, bytes, force_);
}

}  // namespace coopseg::segmentation
