#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "slices/field.h"
#include "study/case.h"

namespace coopseg::segmentation {

/// Labels [z, y, x] on the native grid: `refined` where a voxel's centre lies in the field on the case's grid, else
/// `original`, so that what a model does not see stays voxel for voxel as it was.
std::vector<std::uint8_t> keep_outside(const slices::Field& field, const study::Case& subject,
                                       std::span<const std::uint8_t> original, std::vector<std::uint8_t> refined);

}  // namespace coopseg::segmentation
