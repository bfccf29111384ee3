#pragma once

#include <string>
#include <vector>

#include "core/files.h"
#include "core/log.h"

namespace coopseg::image {

/// The bytes of an uncompressed NIfTI-1 file (float32, both codes 1) of the series of MR images that lies in a folder
/// and the folders in it: a volume, or a cine with time in ms (image/dicom_stack.h). Hidden files and DICOM files
/// without an image are skipped, and other files and links to folders, which the log tells of. `series` are
/// SeriesInstanceUIDs, or beginnings that one UID there has; several are taken as one stack, and one that is not there
/// as meant for another folder. Throws Error where no image is there, where none of `series` is, where there are
/// several series and none is chosen (the message lists them), or naming the file, where one is damaged or cut,
/// enhanced (multi-frame), or does not fit the others.
core::Bytes dicom_series_as_nifti(const std::string& folder, const std::vector<std::string>& series,
                                  const core::Log& log);

}  // namespace coopseg::image
