#pragma once

#include <string>
#include <vector>

#include "core/files.h"
#include "core/log.h"

namespace coopseg::image {

/// A volume of any type as the bytes of a NIfTI-1 file. A NIfTI file comes as it lies on disk, the halves of an
/// .hdr/.img pair (either is named) joined; other types are read by ITK's readers (image/itk_file.h). A file of another
/// name is taken for NIfTI; of a folder the DICOM series is read, of several the ones that `series` names
/// (image/dicom_series.h). A line says what was read where that is no .nii. Throws Error that names the types where it
/// is none.
core::Input read_volume(const std::string& path, const core::Log& log, const std::vector<std::string>& series = {});

/// True where read_volume() reads it: the name is that of a volume, or the path leads to a folder.
bool is_volume(const std::string& path);

/// A study in a file of any other name. Throws Error that names the types where it is no HDF5 file.
core::Input read_study(const std::string& path);

}  // namespace coopseg::image
