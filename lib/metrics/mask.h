#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace coopseg::metrics {

/// Voxels of one structure [z, y, x], 1 inside and 0 outside, framed by at least one voxel of background: what lies
/// beyond the edge of an image is background.
struct Mask {
  std::array<std::size_t, 3> size{};  ///< x, y, z, with the frame
  std::vector<std::uint8_t> voxels;

  std::size_t slice_voxels() const { return size[0] * size[1]; }
};

/// A structure in a reference and a prediction on one grid.
struct MaskPair {
  Mask reference;
  Mask prediction;
};

/// The voxels equal to `label` in two volumes [z, y, x] of `size` (x, y, z), cropped to the bounding box of both and
/// framed by one voxel. Where neither volume holds the label both masks are empty (size 0).
MaskPair crop_to_structure(std::span<const std::uint8_t> reference, std::span<const std::uint8_t> prediction,
                           const std::array<std::size_t, 3>& size, std::uint8_t label);

}  // namespace coopseg::metrics
