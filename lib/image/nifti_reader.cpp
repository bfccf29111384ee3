#include "image/nifti_reader.h"

#include <itkImage.h>
#include <itkImageFileReader.h>
#include <itkNiftiImageIO.h>
#include <nifti1_io.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "core/digest.h"
#include "core/error.h"
#include "core/temporary_file.h"
#include "image/gzip.h"
#include "image/nifti_geometry.h"
#include "study/case.h"

namespace coopseg::image {
namespace {

using Volume = itk::Image<double, 3>;

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// A header for one frame in the byte order of this machine that ITK always takes: identity geometry, no scaling.
nifti_1_header plain_header(const NiftiHeader& header, NiftiType type) {
  nifti_1_header plain{};
  plain.sizeof_hdr = sizeof(plain);
  plain.dim[0] = 3;
  for (std::size_t i = 0; i < 3; ++i) plain.dim[i + 1] = static_cast<short>(header.size[i]);
  std::fill(plain.dim + 4, plain.dim + 8, static_cast<short>(1));
  std::fill(plain.pixdim, plain.pixdim + 8, 1.0F);
  plain.datatype = static_cast<short>(type);
  plain.bitpix = static_cast<short>(8 * bytes_per_voxel(type));
  plain.vox_offset = 352.0F;
  plain.xyzt_units = NIFTI_UNITS_MM;
  std::memcpy(plain.magic, "n+1", 4);
  return plain;
}

/// ITK 5.2 reads no 64-bit integers: they become double.
template <class Integer>
void integers_to_double(core::Bytes& voxels) {
  for (std::size_t i = 0; i < voxels.size(); i += sizeof(double)) {
    Integer integer;
    std::memcpy(&integer, voxels.data() + i, sizeof(integer));
    const auto number = static_cast<double>(integer);
    std::memcpy(voxels.data() + i, &number, sizeof(number));
  }
}

NiftiType prepare_for_itk(const NiftiHeader& header, core::Bytes& voxels) {
  const std::size_t width = bytes_per_voxel(header.type);
  if (header.swapped && width > 1) nifti_swap_Nbytes(voxels.size() / width, static_cast<int>(width), voxels.data());
  if (header.type == NiftiType::int64) integers_to_double<std::int64_t>(voxels);
  if (header.type == NiftiType::uint64) integers_to_double<std::uint64_t>(voxels);
  return header.type == NiftiType::int64 || header.type == NiftiType::uint64 ? NiftiType::float64 : header.type;
}

[[noreturn]] void refuse_voxel(const study::Grid& grid, std::size_t index) {
  throw core::Error(study::voxel_text(index, grid) + " is not finite, finite intensities are expected");
}

/// ITK's reader would turn NaN and infinity into 0 without a word.
template <class Real>
void check_finite(const core::Bytes& voxels, const study::Grid& grid) {
  for (std::size_t i = 0; i < grid.voxels(); ++i) {
    Real value;
    std::memcpy(&value, voxels.data() + i * sizeof(value), sizeof(value));
    if (!std::isfinite(value)) refuse_voxel(grid, i);
  }
}

Volume::Pointer read_with_itk(const std::filesystem::path& path) {
  const auto reader = itk::ImageFileReader<Volume>::New();
  reader->SetImageIO(itk::NiftiImageIO::New());
  reader->SetFileName(path.string());
  try {
    reader->Update();
  } catch (const itk::ExceptionObject& problem) {
    throw core::Error(std::string("ITK cannot read it: ") + problem.GetDescription());
  }
  return reader->GetOutput();
}

core::Bytes file_of(const nifti_1_header& header, const core::Bytes& voxels) {
  const auto* raw = reinterpret_cast<const std::byte*>(&header);
  core::Bytes file(raw, raw + sizeof(header));
  file.resize(352);
  file.insert(file.end(), voxels.begin(), voxels.end());
  return file;
}

}  // namespace

NiftiReader::NiftiReader(core::Input input, const core::Log& log)
    : name_(std::move(input.name)), digest_(core::digest(input.bytes)) {
  core::in_context(name_, [&] {
    file_ = is_gzip(input.bytes) ? gunzip(input.bytes) : std::move(input.bytes);
    header_ = read_nifti_header(file_);
    native_ = native_grid(header_, core::Log(log.tool() + ": " + name_, log.level()));
  });
}

std::size_t NiftiReader::choose_frame(std::optional<std::size_t> asked) const {
  const std::string there = std::to_string(frames()) + (frames() == 1 ? " frame" : " frames");
  const std::string choice = "--frame takes 0 to " + std::to_string(frames() - 1);
  if (!asked && frames() > 1) throw core::Error(name_ + ": has " + there + ": " + choice);
  if (asked && *asked >= frames())
    throw core::Error(name_ + ": has " + there + ", no frame " + std::to_string(*asked) + ": " + choice);
  return asked.value_or(0);
}

std::vector<float> NiftiReader::read_frame(std::size_t frame) const {
  return core::in_context(time() ? name_ + ": frame " + std::to_string(frame) : name_, [&] {
    const std::size_t count = header_.frame_voxels() * bytes_per_voxel(header_.type);
    const auto first = file_.begin() + static_cast<std::ptrdiff_t>(header_.voxel_offset + frame * count);
    core::Bytes voxels(first, first + static_cast<std::ptrdiff_t>(count));
    const NiftiType type = prepare_for_itk(header_, voxels);
    if (type == NiftiType::float32) check_finite<float>(voxels, native_.grid);
    if (type == NiftiType::float64) check_finite<double>(voxels, native_.grid);
    const core::TemporaryFile copy(std::filesystem::temp_directory_path(), ".nii");
    core::write_output(copy.path().string(), file_of(plain_header(header_, type), voxels), true);
    const Volume::Pointer volume = read_with_itk(copy.path());
    std::vector<float> result(header_.frame_voxels());
    for (std::size_t i = 0; i < result.size(); ++i) {
      result[i] = static_cast<float>(header_.slope * volume->GetBufferPointer()[i] + header_.intercept);
      if (!std::isfinite(result[i])) refuse_voxel(native_.grid, i);
    }
    return result;
  });
}

bool is_nifti_name(const std::string& path) {
  const std::string name = lower_case(path);
  return name.ends_with(".nii") || name.ends_with(".nii.gz");
}

std::string case_id(const std::string& path) {
  std::string id = std::filesystem::path(path).filename().string();
  for (const std::string extension : {".nii.gz", ".nii", ".h5"})
    if (lower_case(id).ends_with(extension)) {
      id.resize(id.size() - extension.size());
      break;
    }
  core::in_context(path, [&] { study::check_id(id); });
  return id;
}

}  // namespace coopseg::image
