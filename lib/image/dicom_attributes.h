#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coopseg::image {

/// What is read of the header of a DICOM file.
enum class DicomAttribute : std::size_t {
  storage,
  object,
  modality,
  series,
  description,
  number_of_frames,
  rows,
  columns,
  samples,
  photometric,
  pixel_spacing,
  orientation,
  position,
  thickness,
  slope,
  intercept,
  instance_number,
  trigger_time,
  acquisition_time,
  content_time,
  frame_time,
  nominal_interval,
  cardiac_images,
  count
};

struct DicomTag {
  std::uint16_t group;
  std::uint16_t element;
  std::string_view name;  ///< the standard's keyword
};

inline constexpr auto dicom_attributes = static_cast<std::size_t>(DicomAttribute::count);

/// Tags of the attributes, in their order (DICOM PS3.6).
inline constexpr std::array<DicomTag, dicom_attributes> dicom_tags = {{
    {0x0002, 0x0002, "MediaStorageSOPClassUID"},
    {0x0008, 0x0018, "SOPInstanceUID"},
    {0x0008, 0x0060, "Modality"},
    {0x0020, 0x000e, "SeriesInstanceUID"},
    {0x0008, 0x103e, "SeriesDescription"},
    {0x0028, 0x0008, "NumberOfFrames"},
    {0x0028, 0x0010, "Rows"},
    {0x0028, 0x0011, "Columns"},
    {0x0028, 0x0002, "SamplesPerPixel"},
    {0x0028, 0x0004, "PhotometricInterpretation"},
    {0x0028, 0x0030, "PixelSpacing"},
    {0x0020, 0x0037, "ImageOrientationPatient"},
    {0x0020, 0x0032, "ImagePositionPatient"},
    {0x0018, 0x0050, "SliceThickness"},
    {0x0028, 0x1053, "RescaleSlope"},
    {0x0028, 0x1052, "RescaleIntercept"},
    {0x0020, 0x0013, "InstanceNumber"},
    {0x0018, 0x1060, "TriggerTime"},
    {0x0008, 0x0032, "AcquisitionTime"},
    {0x0008, 0x0033, "ContentTime"},
    {0x0018, 0x1063, "FrameTime"},
    {0x0018, 0x1062, "NominalInterval"},
    {0x0018, 0x1090, "CardiacNumberOfImages"},
}};

/// The text of each attribute, without padding, with "\" between several numbers; "" where the file has none.
using DicomTexts = std::vector<std::string>;

}  // namespace coopseg::image
