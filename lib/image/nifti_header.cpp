#include "image/nifti_header.h"

#include <nifti1_io.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <sstream>
#include <string>

#include "core/error.h"

namespace coopseg::image {
namespace {

constexpr int nifti1_size = 348;
constexpr int nifti2_size = 540;
constexpr std::size_t first_voxel_offset = 352;
constexpr int largest_xform_code = 5;  // NIFTI_XFORM_TEMPLATE_OTHER

template <class Found, class Expected>
[[noreturn]] void refuse(const std::string& what, const Found& found, const Expected& expected) {
  std::ostringstream text;
  text << "header: " << what << " is " << found << ", expected is " << expected;
  throw core::Error(text.str());
}

int byte_swapped(int value) {
  nifti_swap_4bytes(1, &value);
  return value;
}

/// The header in this machine's byte order; `swapped` says whether the file has the other one.
nifti_1_header load(std::span<const std::byte> file, bool& swapped) {
  if (file.size() < nifti1_size)
    throw core::Error("header truncated at byte " + std::to_string(file.size()) + ", 348 bytes are expected");
  nifti_1_header raw;
  std::memcpy(&raw, file.data(), sizeof(raw));
  if (raw.sizeof_hdr == nifti2_size || byte_swapped(raw.sizeof_hdr) == nifti2_size)
    throw core::Error("is a NIfTI-2 file, NIfTI-1 is expected");
  swapped = raw.sizeof_hdr != nifti1_size;
  if (swapped) {
    if (byte_swapped(raw.sizeof_hdr) != nifti1_size) throw core::Error("is no NIfTI-1 file");
    swap_nifti_header(&raw, 1);
  }
  if (std::memcmp(raw.magic, "ni1", 4) == 0)
    throw core::Error("is one half of an .hdr/.img pair, a single .nii file is expected");
  if (std::memcmp(raw.magic, "n+1", 4) != 0) throw core::Error("is no NIfTI-1 file: its magic is not n+1");
  return raw;
}

void read_sizes(const nifti_1_header& raw, NiftiHeader& header) {
  const int dimensions = raw.dim[0];
  if (dimensions < 2 || dimensions > 7) refuse("dim[0]", dimensions, "2 to 7");
  for (int i = 1; i <= dimensions; ++i)
    if (raw.dim[i] < 1 || (i > 4 && raw.dim[i] != 1))
      refuse("dim[" + std::to_string(i) + "]", raw.dim[i], i > 4 ? "1" : "1 to 32767");
  for (int i = 0; i < 3; ++i)
    header.size[static_cast<std::size_t>(i)] = i < dimensions ? static_cast<std::size_t>(raw.dim[i + 1]) : 1;
  if (dimensions >= 4)
    header.time = TimeAxis{static_cast<std::size_t>(raw.dim[4]), raw.pixdim[4], XYZT_TO_TIME(raw.xyzt_units)};
}

void read_pixdim(const nifti_1_header& raw, NiftiHeader& header) {
  const int units = XYZT_TO_SPACE(raw.xyzt_units);
  if (units != NIFTI_UNITS_MM && units != NIFTI_UNITS_UNKNOWN)
    refuse("the spatial unit", nifti_units_string(units), "mm");
  header.pixdim[0] = raw.pixdim[0] == -1.0F ? -1.0F : 1.0F;
  for (std::size_t i = 1; i < 4; ++i) {
    header.pixdim[i] = raw.pixdim[i];
    if (std::isfinite(header.pixdim[i]) && header.pixdim[i] > 0.0F) continue;
    if (static_cast<int>(i) > raw.dim[0])
      header.pixdim[i] = 1.0F;
    else
      refuse("pixdim[" + std::to_string(i) + "]", header.pixdim[i], "finite and above 0");
  }
  if (header.time && !std::isfinite(header.time->spacing)) refuse("pixdim[4]", header.time->spacing, "finite");
}

void read_type(const nifti_1_header& raw, NiftiHeader& header) {
  header.type = NiftiType{raw.datatype};
  if (bytes_per_voxel(header.type) == 0)
    refuse("datatype", std::to_string(raw.datatype) + " (" + nifti_datatype_string(raw.datatype) + ")",
           "an integer or a real one of 32 or 64 bits");
}

void read_scaling(const nifti_1_header& raw, NiftiHeader& header) {
  if (raw.scl_slope == 0.0F || !std::isfinite(raw.scl_slope)) return;
  if (!std::isfinite(raw.scl_inter)) refuse("scl_inter", raw.scl_inter, "finite");
  header.slope = raw.scl_slope;
  header.intercept = raw.scl_inter;
}

void read_voxel_offset(const nifti_1_header& raw, std::size_t file_size, NiftiHeader& header) {
  const double offset = raw.vox_offset;
  if (!(offset >= first_voxel_offset && offset <= static_cast<double>(file_size)) || offset != std::floor(offset))
    refuse("vox_offset", offset, "a whole number from 352 to the " + std::to_string(file_size) + " bytes of the file");
  header.voxel_offset = static_cast<std::size_t>(offset);
  const std::size_t needed = header.frame_voxels() * header.frames() * bytes_per_voxel(header.type);
  if (needed > file_size - header.voxel_offset)
    throw core::Error("truncated: its dimensions ask for " + std::to_string(needed) + " bytes of voxels, " +
                      std::to_string(file_size - header.voxel_offset) + " are there");
}

void check_code(const std::string& name, int code) {
  if (code < 0 || code > largest_xform_code) refuse(name, code, "0 to 5");
}

bool finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

/// Numbers of a matrix whose code is 0 are of no use where they are not finite.
template <std::size_t N>
void check_matrix(const std::string& name, int code, std::array<float, N>& values) {
  if (finite(values)) return;
  if (code > 0) refuse("the " + name, "not finite", "finite");
  values.fill(0.0F);
}

void read_matrices(const nifti_1_header& raw, NiftiHeader& header) {
  header.qform_code = raw.qform_code;
  header.sform_code = raw.sform_code;
  check_code("qform_code", header.qform_code);
  check_code("sform_code", header.sform_code);
  header.quaternion = {raw.quatern_b, raw.quatern_c, raw.quatern_d};
  header.qoffset = {raw.qoffset_x, raw.qoffset_y, raw.qoffset_z};
  std::copy_n(raw.srow_x, 4, header.srow.begin());
  std::copy_n(raw.srow_y, 4, header.srow.begin() + 4);
  std::copy_n(raw.srow_z, 4, header.srow.begin() + 8);
  check_matrix("qform's quaternion", header.qform_code, header.quaternion);
  check_matrix("qform's offset", header.qform_code, header.qoffset);
  check_matrix("sform", header.sform_code, header.srow);
}

}  // namespace

std::size_t bytes_per_voxel(NiftiType type) {
  switch (type) {
    case NiftiType::uint8:
    case NiftiType::int8:
      return 1;
    case NiftiType::int16:
    case NiftiType::uint16:
      return 2;
    case NiftiType::int32:
    case NiftiType::uint32:
    case NiftiType::float32:
      return 4;
    case NiftiType::int64:
    case NiftiType::uint64:
    case NiftiType::float64:
      return 8;
  }
  return 0;
}

NiftiHeader read_nifti_header(std::span<const std::byte> file) {
  NiftiHeader header;
  const nifti_1_header raw = load(file, header.swapped);
  read_sizes(raw, header);
  read_type(raw, header);
  read_pixdim(raw, header);
  read_scaling(raw, header);
  read_voxel_offset(raw, file.size(), header);
  read_matrices(raw, header);
  return header;
}

}  // namespace coopseg::image
