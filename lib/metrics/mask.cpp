#include "metrics/mask.h"

#include <algorithm>

namespace coopseg::metrics {
namespace {

using Size = std::array<std::size_t, 3>;

/// First voxel and one beyond the last along each axis.
struct Box {
  Size first{};
  Size end{};

  bool empty() const { return end[0] == 0; }
};

Box bounding_box(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b, const Size& size,
                 std::uint8_t label) {
  Box box{.first = size, .end = {}};
  std::size_t index = 0;
  for (std::size_t z = 0; z < size[2]; ++z)
    for (std::size_t y = 0; y < size[1]; ++y)
      for (std::size_t x = 0; x < size[0]; ++x, ++index) {
        if (a[index] != label && b[index] != label) continue;
        const Size voxel = {x, y, z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          box.first[axis] = std::min(box.first[axis], voxel[axis]);
          box.end[axis] = std::max(box.end[axis], voxel[axis] + 1);
        }
      }
  return box;
}

Mask crop(std::span<const std::uint8_t> volume, const Size& size, const Box& box, std::uint8_t label) {
  Mask mask;
  for (std::size_t axis = 0; axis < 3; ++axis) mask.size[axis] = box.end[axis] - box.first[axis] + 2;
  mask.voxels.assign(mask.slice_voxels() * mask.size[2], 0);
  for (std::size_t z = box.first[2]; z < box.end[2]; ++z)
    for (std::size_t y = box.first[1]; y < box.end[1]; ++y) {
      const auto from = volume.begin() + static_cast<std::ptrdiff_t>((z * size[1] + y) * size[0]);
      const std::size_t row = (z - box.first[2] + 1) * mask.size[1] + y - box.first[1] + 1;
      std::transform(from + static_cast<std::ptrdiff_t>(box.first[0]), from + static_cast<std::ptrdiff_t>(box.end[0]),
                     mask.voxels.begin() + static_cast<std::ptrdiff_t>(row * mask.size[0] + 1),
                     [label](std::uint8_t voxel) { return static_cast<std::uint8_t>(voxel == label); });
    }
  return mask;
}

}  // namespace

MaskPair crop_to_structure(std::span<const std::uint8_t> reference, std::span<const std::uint8_t> prediction,
                           const Size& size, std::uint8_t label) {
  const Box box = bounding_box(reference, prediction, size, label);
  if (box.empty()) return {};
  return {crop(reference, size, box, label), crop(prediction, size, box, label)};
}

}  // namespace coopseg::metrics
