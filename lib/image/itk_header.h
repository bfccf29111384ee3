#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "image/itk_file.h"

namespace coopseg::image {

/// Throws core::Error for what ITK's readers take of a text header without a word: a length that is not in mm, not
/// finite or 0 (they put 1 mm in its place), a time axis among the first three, a file of voxels that is not there.
/// MetaImage: ITK's wiki, "MetaIO/Documentation"; NRRD: teem.sourceforge.net/nrrd/format.html.
void check_itk_header(const std::string& path, ItkType type);

/// The bytes of the file in another folder that a text header names for its voxels; 0 where there is none.
std::uintmax_t voxel_bytes_elsewhere(const std::string& path, ItkType type);

/// Throws core::Error where the voxels of a MetaImage are packed and not whole, `bytes` bytes of them: ITK's reader
/// fills up with 0.
void check_packed_voxels(const std::string& path, std::size_t bytes);

/// Throws core::Error for a spacing that is not finite or 0.
void check_length(double length, std::size_t axis);

/// Throws core::Error for fewer bytes of voxels than a header says.
void check_voxel_bytes(std::size_t found, std::size_t expected);

}  // namespace coopseg::image
