#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "image/dicom_attributes.h"

namespace coopseg::image {

/// GDCM in a module of its own, loaded when a DICOM file is read: starting with it takes programs 15 ms.
struct DicomModule {
  /// The header of a file, without its pixels. Throws Error.
  DicomTexts (*read_header)(const std::string& path);
  /// The stored numbers [y, x] of the one image in a file, decompressed. Throws Error.
  std::vector<float> (*read_pixels)(const std::string& path, std::size_t rows, std::size_t columns);
};

inline constexpr const char* dicom_module_symbol = "coopseg_dicom";

}  // namespace coopseg::image
