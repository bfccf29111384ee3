#pragma once

#include <nifti1.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>

#include "../support/message_of.h"
#include "core/files.h"
#include "core/log.h"
#include "image/nifti_header.h"
#include "image/nifti_reader.h"

namespace coopseg::image {

/// A header of a 4 x 3 x 2 int16 volume of 1.5 x 2 x 8 mm without a matrix.
inline nifti_1_header make_header() {
  nifti_1_header header{};
  header.sizeof_hdr = 348;
  const short dim[8] = {3, 4, 3, 2, 1, 1, 1, 1};
  const float pixdim[8] = {1, 1.5F, 2, 8, 0, 0, 0, 0};
  std::copy(dim, dim + 8, header.dim);
  std::copy(pixdim, pixdim + 8, header.pixdim);
  header.datatype = NIFTI_TYPE_INT16;
  header.bitpix = 16;
  header.vox_offset = 352;
  header.xyzt_units = NIFTI_UNITS_MM;
  std::memcpy(header.magic, "n+1", 4);
  return header;
}

template <class T>
core::Bytes file_of(const nifti_1_header& header, const std::vector<T>& voxels) {
  const auto head = std::as_bytes(std::span(&header, 1));
  const auto body = std::as_bytes(std::span(voxels));
  core::Bytes file(head.begin(), head.end());
  file.resize(352);
  file.insert(file.end(), body.begin(), body.end());
  return file;
}

/// 0, 1, 2, ... for every voxel of the file.
inline std::vector<std::int16_t> counted(std::size_t count) {
  std::vector<std::int16_t> voxels(count);
  for (std::size_t i = 0; i < count; ++i) voxels[i] = static_cast<std::int16_t>(i);
  return voxels;
}

inline core::Log quiet_log() { return {"test", core::Log::Level::quiet}; }

template <class T>
NiftiReader reader_of(const nifti_1_header& header, const std::vector<T>& voxels, const std::string& name = "a.nii") {
  return {core::Input{name, file_of(header, voxels)}, quiet_log()};
}

}  // namespace coopseg::image
