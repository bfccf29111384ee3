#include "image/dicom_series.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>

#include "core/error.h"
#include "core/joined.h"
#include "image/affine.h"
#include "image/dicom_folder.h"
#include "image/dicom_image.h"
#include "image/dicom_process.h"
#include "image/dicom_stack.h"
#include "image/nifti_writer.h"

namespace coopseg::image {
namespace {

namespace fs = std::filesystem;

struct File {
  std::string path;
  DicomTexts header;

  const std::string& text(DicomAttribute attribute) const { return header[static_cast<std::size_t>(attribute)]; }
};

using Files = std::vector<File>;
using Series = std::map<std::string, Files>;  ///< by UID

std::string count(std::size_t number, const char* thing) {
  return std::to_string(number) + thing + (number == 1 ? "" : "s");
}

/// Whether a file of this kind holds MR images ("MR Image Storage" and those below it), from which GDCM reads what is
/// there where the header breaks off.
bool is_mr(const std::string& storage) {
  const std::string mr = "1.2.840.10008.5.1.4.1.1.4";
  return storage == mr || storage.starts_with(mr + ".");
}

std::size_t bytes_of(const std::vector<std::string>& paths) {
  std::size_t bytes = 0;
  for (const std::string& path : paths) bytes += fs::file_size(path);
  return bytes;
}

Series read_headers(DicomProcess& process, const std::vector<std::string>& paths, const std::string& folder) {
  Series series;
  for (const std::string& path : paths) {
    File file{path, process.read_header(path)};
    const bool has_size = !file.text(DicomAttribute::rows).empty();
    if (!has_size && is_mr(file.text(DicomAttribute::storage)))
      throw core::Error(path + ": truncated or damaged DICOM file");
    if (has_size && file.text(DicomAttribute::modality) != "SEG")
      series[file.text(DicomAttribute::series)].push_back(std::move(file));
  }
  if (series.empty())
    throw core::Error(folder + ": none of its " + std::to_string(paths.size()) + " DICOM files holds an image");
  return series;
}

std::string list_of(const Series& series) {
  return core::joined(series, [](const auto& one) {
    const auto& [uid, files] = one;
    const std::string& description = files.front().text(DicomAttribute::description);
    return uid + " (" + files.front().text(DicomAttribute::modality) +
           (description.empty() ? "" : " '" + description + "'") + ", " + count(files.size(), " image") + ")";
  });
}

/// The UID that begins so; "" for none.
std::string uid_of(const Series& series, const std::string& start, const std::string& folder) {
  const auto first = series.lower_bound(start);
  if (first == series.end() || !first->first.starts_with(start)) return {};
  const auto second = std::next(first);
  if (first->first != start && second != series.end() && second->first.starts_with(start))
    throw core::Error(folder + ": several series begin with '" + start + "': " + list_of(series));
  return first->first;
}

Files choose(Series series, const std::vector<std::string>& asked, const std::string& folder) {
  if (asked.empty()) {
    if (series.size() > 1)
      throw core::Error(folder + ": " + std::to_string(series.size()) +
                        " series found, --series UID takes one: " + list_of(series));
    return std::move(series.begin()->second);
  }
  Files chosen;
  for (const std::string& start : asked) {
    const std::string uid = uid_of(series, start, folder);
    if (uid.empty()) continue;
    std::ranges::move(series[uid], std::back_inserter(chosen));
    series.erase(uid);
  }
  if (chosen.empty())
    throw core::Error(folder + ": no series '" + core::joined(asked) + "' is there, but " + list_of(series));
  return chosen;
}

std::vector<float> read_voxels(DicomProcess& process, const std::vector<DicomImage>& images, const DicomStack& stack) {
  std::vector<float> voxels;
  voxels.reserve(images.size() * stack.grid.slice_voxels());
  for (const std::size_t position : stack.order) {
    const DicomImage& image = images[position];
    for (const float stored : process.read_pixels(image.path, image.rows, image.columns))
      voxels.push_back(static_cast<float>(image.slope * static_cast<double>(stored) + image.intercept));
  }
  return voxels;
}

}  // namespace

core::Bytes dicom_series_as_nifti(const std::string& folder, const std::vector<std::string>& series,
                                  const core::Log& log) {
  const DicomFiles found = dicom_files(folder);
  DicomProcess process(bytes_of(found.paths));
  std::vector<DicomImage> images;
  for (const File& file : choose(read_headers(process, found.paths, folder), series, folder))
    images.push_back(dicom_image(file.path, file.header));
  const DicomStack stack = stack_images(images, folder, log);
  const std::vector<float> voxels = read_voxels(process, images, stack);
  const Affine affine = affine_of(stack.grid);
  if (!found.links.empty()) log.warn(folder + ": links to folders are not followed: " + core::joined(found.links));
  if (!found.others.empty())
    log.warn(folder + ": " + count(found.others.size(), " other file") + " skipped, the first is " +
             found.others.front());
  log.info(folder + ": DICOM series of " + count(stack.grid.size[2], " slice") +
           (stack.time ? " in " + count(stack.time->frames, " frame") : "") + ", taken as a NIfTI file");
  return write_nifti<float>("volume.nii", {{stack.grid, 1, 1, affine, affine}, stack.time, "GDCM", ""}, voxels);
}

}  // namespace coopseg::image
