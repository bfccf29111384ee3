#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/isolated_process.h"
#include "image/dicom_attributes.h"

namespace coopseg::image {

/// DICOM files read by GDCM in a process of its own (core/isolated_process.h). Every Error names the file.
class DicomProcess {
 public:
  /// Of files that hold `bytes` together. Throws Error where this build has no GDCM.
  explicit DicomProcess(std::size_t bytes);

  DicomTexts read_header(const std::string& path);
  /// The stored numbers [y, x] of the image in a file.
  std::vector<float> read_pixels(const std::string& path, std::size_t rows, std::size_t columns);

 private:
  template <class Result>
  Result answer(const std::string& path);

  core::IsolatedProcess process_;
};

}  // namespace coopseg::image
