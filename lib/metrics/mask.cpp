#include "metrics/mask.h"

#include <algorithm>
#include <cstring>

namespace coopseg::metrics {
namespace {

using Size = std::array<std::size_t, 3>;

/// First voxel and one beyond the last along each axis.
struct Box {
  Size first{};
  Size end{};

  bool empty() const { return end[0] == 0; }
};

/// Makes the box hold what of a row of voxels equals `label`.
void extend(Box& box, std::span<const std::uint8_t> row, std::size_t y, std::size_t z, std::uint8_t label) {
  const auto* first = static_cast<const std::uint8_t*>(std::memchr(row.data(), label, row.size()));
  if (first == nullptr) return;
  const auto last = std::find(row.rbegin(), row.rend(), label);
  const std::size_t x = static_cast<std::size_t>(first - row.data());
  const std::size_t end = static_cast<std::size_t>(row.rend() - last);
  box.first = {std::min(box.first[0], x), std::min(box.first[1], y), std::min(box.first[2], z)};
  box.end = {std::max(box.end[0], end), std::max(box.end[1], y + 1), std::max(box.end[2], z + 1)};
}

Box bounding_box(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b, const Size& size,
                 std::uint8_t label) {
  Box box{.first = size, .end = {}};
  for (std::size_t z = 0; z < size[2]; ++z)
    for (std::size_t y = 0; y < size[1]; ++y)
      for (const auto& volume : {a, b}) extend(box, volume.subspan((z * size[1] + y) * size[0], size[0]), y, z, label);
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
