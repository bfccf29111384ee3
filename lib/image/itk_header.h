#pragma once

#include <cstddef>
#include <string>

#include "image/itk_file.h"

namespace coopseg::image {

/// Throws core::Error for what ITK's readers take without a word: a length that is not in mm, not finite or 0 (they put
/// 1 mm in its place), a time axis among the first three, a file of voxels that is not there.
/// MetaImage: ITK's wiki, "MetaIO/Documentation"; NRRD: teem.sourceforge.net/nrrd/format.html; Analyze 7.5: Mayo
/// Clinic.
void check_itk_header(const std::string& path, ItkType type);

/// Throws core::Error where a packed MetaImage or an Analyze file does not hold `bytes` bytes of voxels, whole: the
/// readers fill up with 0.
void check_itk_voxels(const std::string& path, ItkType type, std::size_t bytes);

}  // namespace coopseg::image
