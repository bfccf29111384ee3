#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/files.h"
#include "image/nifti_header.h"
#include "study/case.h"
#include "study/grid.h"

namespace coopseg::image {

/// What goes into the header of a NIfTI file beside its voxels.
struct NiftiDescription {
  study::NativeGrid grid;        ///< qform, sform and their codes are written as they stand here, pixdim is its spacing
  std::optional<TimeAxis> time;  ///< makes the file 4-D
  std::string tool;              ///< `descrip` is "coopseg TOOL VERSION"
  std::string version;
};

/// The bytes of a NIfTI-1 file, gzipped where `path` ends in .nii.gz (the stream carries neither name nor time), to be
/// given to core::write_output(path, ...). `voxels` are [frame, z, y, x] on the grid; labels are std::uint8_t, images
/// and probabilities float, images as a scanner stores them std::int16_t. Throws Error where `path` has another
/// extension or the count of voxels is wrong.
template <class T>
core::Bytes write_nifti(const std::string& path, const NiftiDescription& description, std::span<const T> voxels);

extern template core::Bytes write_nifti(const std::string&, const NiftiDescription&, std::span<const std::uint8_t>);
extern template core::Bytes write_nifti(const std::string&, const NiftiDescription&, std::span<const std::int16_t>);
extern template core::Bytes write_nifti(const std::string&, const NiftiDescription&, std::span<const float>);

/// The grid on which a case is written as NIfTI: where it came from, else its own grid with both codes 1 (scanner).
study::NativeGrid output_grid(const study::Case& subject);

}  // namespace coopseg::image
