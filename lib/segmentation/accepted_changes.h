#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "study/case.h"

/// Takes back most of what an STN redraws, so that sound parts of a segmentation stay as they were.
namespace coopseg::segmentation {

/// The segmentation before the STN, on the grid of the case.
struct Before {
  std::vector<std::uint8_t> labels;  ///< [z, y, x]
  std::vector<float> probability;    ///< [class, z, y, x]; of certain labels their one-hot
};

/// Keeps the STN's class of a voxel only where its probability is above `accept` and the voxel lies in a connected
/// change (of its slice, 4 neighbours) of such voxels that survives an opening with a cross of radius 1: a redrawn
/// boundary is thinner. All other voxels get label and probability of before again.
void keep_accepted(double accept, const Before& before, study::Case& subject);

/// Labels [z, y, x] on the native grid: `refined` where its nearest voxels on the case's grid changed, else `original`,
/// so that what was not changed stays voxel for voxel as it was.
std::vector<std::uint8_t> keep_unchanged(std::span<const std::uint8_t> before, const study::Case& subject,
                                         std::span<const std::uint8_t> original, std::vector<std::uint8_t> refined);

}  // namespace coopseg::segmentation
