#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/log.h"
#include "image/dicom_image.h"
#include "image/nifti_header.h"
#include "study/grid.h"

namespace coopseg::image {

/// A series as a volume, or a cine of volumes.
struct DicomStack {
  study::Grid grid;                ///< x along rows, y along columns, z along their cross product
  std::optional<TimeAxis> time;    ///< present where a slice has several frames; ms, or of unknown units
  std::vector<std::size_t> order;  ///< of the images, [frame, z]
};

/// Sorts images by their positions along the normal of their planes, and those of a slice by TriggerTime, or where that
/// says nothing by AcquisitionTime, ContentTime or InstanceNumber. Slices lie as far apart as their positions say. The
/// frame time is the mean step of TriggerTime, else FrameTime, else NominalInterval over the frames. Throws Error with
/// the file or position at fault where planes or sizes differ, a slice position or an image is missing, an image is
/// there twice, or slices lie at uneven distances or beside each other. Positions are compared to 0.1 mm. `name` is the
/// folder's.
DicomStack stack_images(const std::vector<DicomImage>& images, const std::string& name, const core::Log& log);

}  // namespace coopseg::image
