#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "image/dicom_attributes.h"

namespace coopseg::image {

/// One image of a series: where it lies, when it was taken, and what its numbers mean.
struct DicomImage {
  std::string path;
  std::string object;  ///< SOPInstanceUID
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::array<double, 2> spacing{};   ///< mm between columns (x), between rows (y)
  std::array<double, 3> x_axis{};    ///< LPS direction along a row, as the file has it
  std::array<double, 3> y_axis{};    ///< along a column
  std::array<double, 3> position{};  ///< centre of the first pixel, LPS mm
  double slope = 1;                  ///< intensity = slope * stored + intercept
  double intercept = 0;
  std::optional<double> thickness;         ///< mm
  std::optional<double> trigger_time;      ///< ms
  std::optional<double> acquisition_time;  ///< s of the day
  std::optional<double> content_time;      ///< s of the day
  std::optional<double> instance_number;
  std::optional<double> frame_time;        ///< ms
  std::optional<double> nominal_interval;  ///< ms from R to R
  std::optional<double> cardiac_images;    ///< frames of a slice
};

/// What a header says. Throws Error that names the file where the image cannot be placed: an attribute is missing or no
/// number, there are several images in the file, or several numbers a pixel.
DicomImage dicom_image(const std::string& path, const DicomTexts& header);

}  // namespace coopseg::image
