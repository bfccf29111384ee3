#include "image/nifti_writer.h"

#include <nifti1_io.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "core/error.h"
#include "image/affine.h"
#include "image/gzip.h"
#include "image/qform.h"
#include "image/volume_name.h"

namespace coopseg::image {
namespace {

constexpr std::size_t voxel_offset = 352;

template <class T>
constexpr NiftiType nifti_type = NiftiType::float32;
template <>
constexpr NiftiType nifti_type<std::uint8_t> = NiftiType::uint8;
template <>
constexpr NiftiType nifti_type<std::int16_t> = NiftiType::int16;

void set_size(const NiftiDescription& description, nifti_1_header& header) {
  std::vector<std::size_t> size(description.grid.grid.size.begin(), description.grid.grid.size.end());
  if (description.time) size.push_back(description.time->frames);
  std::fill(std::begin(header.dim), std::end(header.dim), static_cast<short>(1));
  header.dim[0] = static_cast<short>(size.size());
  for (std::size_t i = 0; i < size.size(); ++i) {
    if (size[i] > std::numeric_limits<short>::max())
      throw core::Error("dim[" + std::to_string(i + 1) + "] is " + std::to_string(size[i]) +
                        ", at most 32767 is expected");
    header.dim[i + 1] = static_cast<short>(size[i]);
  }
}

/// A study from elsewhere may hold anything beside code 0, for instance zeros.
Qform qform_to_write(const study::NativeGrid& grid) {
  if (grid.qform_code > 0) return qform_of(grid.qform);
  try {
    return qform_of(grid.qform);
  } catch (const core::Error&) {
    return {};
  }
}

void set_qform(const study::NativeGrid& grid, nifti_1_header& header) {
  const Qform qform = qform_to_write(grid);
  header.pixdim[0] = qform.pixdim[0];
  for (std::size_t i = 0; i < 3; ++i) header.pixdim[i + 1] = static_cast<float>(grid.grid.spacing[i]);
  header.qform_code = static_cast<short>(grid.qform_code);
  header.quatern_b = qform.quaternion[0];
  header.quatern_c = qform.quaternion[1];
  header.quatern_d = qform.quaternion[2];
  header.qoffset_x = qform.offset[0];
  header.qoffset_y = qform.offset[1];
  header.qoffset_z = qform.offset[2];
}

void set_sform(const study::NativeGrid& grid, nifti_1_header& header) {
  header.sform_code = static_cast<short>(grid.sform_code);
  for (std::size_t column = 0; column < 4; ++column) {
    header.srow_x[column] = static_cast<float>(grid.sform[column]);
    header.srow_y[column] = static_cast<float>(grid.sform[4 + column]);
    header.srow_z[column] = static_cast<float>(grid.sform[8 + column]);
  }
}

void set_time(const std::optional<TimeAxis>& time, nifti_1_header& header) {
  std::fill(header.pixdim + 4, header.pixdim + 8, 1.0F);
  header.xyzt_units = NIFTI_UNITS_MM;
  if (!time) return;
  header.pixdim[4] = time->spacing;
  header.xyzt_units = static_cast<char>(SPACE_TIME_TO_XYZT(NIFTI_UNITS_MM, time->units));
}

nifti_1_header header_of(const NiftiDescription& description, NiftiType type) {
  nifti_1_header header{};
  header.sizeof_hdr = sizeof(header);
  header.regular = 'r';
  std::memcpy(header.magic, "n+1", 4);
  header.datatype = static_cast<short>(type);
  header.bitpix = static_cast<short>(8 * bytes_per_voxel(type));
  header.vox_offset = voxel_offset;
  header.scl_slope = 1.0F;
  set_size(description, header);
  set_qform(description.grid, header);
  set_sform(description.grid, header);
  set_time(description.time, header);
  const std::string text = "coopseg " + description.tool + " " + description.version;
  std::copy_n(text.begin(), std::min(text.size(), sizeof(header.descrip) - 1), header.descrip);
  return header;
}

}  // namespace

template <class T>
core::Bytes write_nifti(const std::string& path, const NiftiDescription& description, std::span<const T> voxels) {
  return core::in_context(path, [&] {
    if (!is_nifti_name(path)) throw core::Error("unknown extension, .nii or .nii.gz is expected");
    const std::size_t frames = description.time ? description.time->frames : 1;
    if (voxels.size() != frames * description.grid.grid.voxels())
      throw core::Error(std::to_string(voxels.size()) + " voxels for a grid of " +
                        std::to_string(frames * description.grid.grid.voxels()));
    const nifti_1_header header = header_of(description, nifti_type<T>);
    core::Bytes file(voxel_offset + voxels.size_bytes());
    std::memcpy(file.data(), &header, sizeof(header));
    std::memcpy(file.data() + voxel_offset, voxels.data(), voxels.size_bytes());
    return gzip_as(path, std::move(file));
  });
}

template core::Bytes write_nifti(const std::string&, const NiftiDescription&, std::span<const std::uint8_t>);
template core::Bytes write_nifti(const std::string&, const NiftiDescription&, std::span<const std::int16_t>);
template core::Bytes write_nifti(const std::string&, const NiftiDescription&, std::span<const float>);

study::NativeGrid output_grid(const study::Case& subject) {
  if (subject.native) return *subject.native;
  const Affine affine = affine_of(subject.grid);
  return {.grid = subject.grid, .qform_code = 1, .sform_code = 1, .qform = affine, .sform = affine};
}

}  // namespace coopseg::image
