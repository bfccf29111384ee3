#include "image/volume_file.h"

#include <nifti1_io.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "image/dicom_series.h"
#include "image/gzip.h"
#include "image/itk_file.h"
#include "image/itk_header.h"
#include "image/volume_name.h"
#include "study/hdf5.h"

namespace coopseg::image {
namespace {

core::Bytes read_unpacked(const std::string& path) {
  core::Input input = core::read_input(path);
  return core::in_context(path, [&] { return is_gzip(input.bytes) ? gunzip(input.bytes) : std::move(input.bytes); });
}

/// The path of one half of a pair, which lies beside the named one: "h" + "dr" or "i" + "mg" in the letters of the
/// name.
std::string half_of(const std::string& path, std::string_view ending, std::string_view half) {
  std::string other = path;
  const std::size_t start = path.size() - ending.size() + 1;
  const bool capital = std::isupper(static_cast<unsigned char>(path[start])) != 0;
  for (std::size_t i = 0; i < half.size(); ++i)
    other[start + i] = static_cast<char>(capital ? std::toupper(static_cast<unsigned char>(half[i])) : half[i]);
  return other;
}

/// Whether a header says that it belongs to a pair of NIfTI-1 (not of Analyze 7.5, which has no such word).
bool is_nifti_half(const core::Bytes& header) {
  constexpr std::size_t magic_at = offsetof(nifti_1_header, magic);
  return header.size() >= magic_at + 4 && std::memcmp(header.data() + magic_at, "ni1", 4) == 0;
}

/// Throws for what ITK's reader takes without a word: a spacing that is none, voxels that are cut off.
void check_analyze(const core::Bytes& header, const core::Bytes& voxels) {
  nifti_1_header raw;  // the fields of Analyze 7.5 that are asked for lie at the same places
  if (header.size() < sizeof(raw)) return;
  std::memcpy(&raw, header.data(), sizeof(raw));
  if (raw.sizeof_hdr != sizeof(raw)) swap_nifti_header(&raw, 0);
  const auto axes = static_cast<std::size_t>(std::clamp<int>(raw.dim[0], 0, 7));
  for (std::size_t axis = 0; axis < std::min<std::size_t>(axes, 3); ++axis) check_length(raw.pixdim[axis + 1], axis);
  int voxel_bytes = 0;
  int swap_bytes = 0;
  nifti_datatype_sizes(raw.datatype, &voxel_bytes, &swap_bytes);
  auto expected = static_cast<std::size_t>(voxel_bytes);
  for (std::size_t axis = 1; axis <= axes; ++axis)
    expected *= static_cast<std::size_t>(std::max<int>(raw.dim[axis], 0));
  check_voxel_bytes(voxels.size(), expected);
}

/// One file of a header and its voxels. The header's vox_offset counts in the .img file.
core::Bytes join(core::Bytes header, const core::Bytes& voxels) {
  nifti_1_header raw;
  std::memcpy(&raw, header.data(), sizeof(raw));
  const bool swapped = raw.sizeof_hdr != sizeof(raw);
  if (swapped) swap_nifti_header(&raw, 1);
  const auto skipped = raw.vox_offset > 0 ? static_cast<std::size_t>(raw.vox_offset) : 0;
  if (skipped > voxels.size()) throw core::Error("vox_offset lies behind the end of the .img file");
  constexpr std::size_t voxel_offset = 352;
  raw.vox_offset = voxel_offset;
  std::memcpy(raw.magic, "n+1", 4);
  if (swapped) swap_nifti_header(&raw, 1);
  core::Bytes file(voxel_offset + voxels.size() - skipped);
  std::memcpy(file.data(), &raw, sizeof(raw));
  std::memcpy(file.data() + voxel_offset, voxels.data() + skipped, voxels.size() - skipped);
  return file;
}

core::Bytes read_by_itk(const std::string& path, ItkType type, const core::Log& log) {
  core::Bytes bytes = itk_file_as_nifti(path, type);
  log.info(path + ": read by ITK, taken as a NIfTI file");
  return bytes;
}

core::Bytes read_pair(const std::string& path, std::string_view ending, const core::Log& log) {
  const core::Bytes header = read_unpacked(half_of(path, ending, "hdr"));
  std::string voxel_path = half_of(path, ending, "img");
  if (!std::filesystem::exists(voxel_path) && std::filesystem::exists(voxel_path + ".gz")) voxel_path += ".gz";
  const core::Bytes voxels = read_unpacked(voxel_path);
  if (!is_nifti_half(header)) {
    core::in_context(path, [&] { check_analyze(header, voxels); });
    return read_by_itk(path, ItkType::analyze, log);
  }
  log.info(voxel_path + ": read with its header as one NIfTI file");
  return core::in_context(path, [&] { return join(header, voxels); });
}

ItkType itk_type_of(std::string_view ending) {
  if (ending == ".gipl") return ItkType::gipl;
  return ending.starts_with(".m") ? ItkType::meta : ItkType::nrrd;
}

core::Error unknown_type(const core::Input& input, const std::string& expected) {
  constexpr std::size_t magic_at = 128;  // of DICOM
  if (input.bytes.size() >= magic_at + 4 && std::memcmp(input.bytes.data() + magic_at, "DICM", 4) == 0)
    return core::Error(input.name + ": a DICOM file, the folder of its series is expected");
  return core::Error(input.name + ": " + expected + " is expected");
}

bool looks_like_nifti(const core::Bytes& bytes) {
  if (is_gzip(bytes) || bytes.size() < sizeof(int)) return true;
  int size = 0;
  std::memcpy(&size, bytes.data(), sizeof(size));
  const auto is_size = [](int number) { return number == 348 || number == 540; };
  int other = size;
  nifti_swap_4bytes(1, &other);
  return is_size(size) || is_size(other);
}

}  // namespace

core::Input read_volume(const std::string& path, const core::Log& log, const std::vector<std::string>& series) {
  if (std::filesystem::is_directory(path)) return {path, dicom_series_as_nifti(path, series, log)};
  if (const auto ending = itk_ending(path); !ending.empty()) return {path, read_by_itk(path, itk_type_of(ending), log)};
  if (const auto ending = pair_ending(path); !ending.empty()) return {path, read_pair(path, ending, log)};
  core::Input input = core::read_input(path);
  if (!is_nifti_name(path) && !looks_like_nifti(input.bytes))
    throw unknown_type(input, "unknown type of file, one of " + std::string(volume_types));
  return input;
}

bool is_volume(const std::string& path) { return is_volume_name(path) || std::filesystem::is_directory(path); }

core::Input read_study(const std::string& path) {
  core::Input input = core::read_input(path);
  if (path != "-" && !study::hdf5::is_file(input.bytes))
    throw unknown_type(input, "not an HDF5 file; one of " + std::string(volume_types) + ", .h5");
  return input;
}

}  // namespace coopseg::image
