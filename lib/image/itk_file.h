#pragma once

#include <string>

#include "core/files.h"

namespace coopseg::image {

/// Types of files that ITK's readers read.
enum class ItkType { meta, nrrd, gipl, analyze };

/// The bytes of an uncompressed NIfTI-1 file (float32, both codes 1) with the voxels and the grid that ITK reads from a
/// file: one volume, or a series whose fourth axis is time. The reader runs in a process of its own
/// (core/isolated_process.h). Throws Error that names the file where it cannot be read, or holds several numbers a
/// voxel.
core::Bytes itk_file_as_nifti(const std::string& path, ItkType type);

}  // namespace coopseg::image
