#include "segmentation/outside_field.h"

namespace coopseg::segmentation {
namespace {

// Which voxels of a native axis lie in the field; both grids have the same centre.
std::vector<bool> in_field(std::size_t axis, const study::Case& subject, std::int64_t offset, std::int64_t size) {
  const study::Grid& native = subject.native->grid;
  const study::Grid& grid = subject.grid;
  std::vector<bool> inside(native.size[axis]);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const double from_centre = static_cast<double>(i) - 0.5 * static_cast<double>(native.size[axis] - 1);
    const double position = from_centre * native.spacing[axis] / grid.spacing[axis] +
                            0.5 * static_cast<double>(grid.size[axis] - 1) - static_cast<double>(offset);
    inside[i] = position >= -0.5 && position < static_cast<double>(size) - 0.5;
  }
  return inside;
}

}  // namespace

std::vector<std::uint8_t> keep_outside(const slices::Field& field, const study::Case& subject,
                                       std::span<const std::uint8_t> original, std::vector<std::uint8_t> refined) {
  const std::vector<bool> in_x = in_field(0, subject, field.offset_x, field.size.x);
  const std::vector<bool> in_y = in_field(1, subject, field.offset_y, field.size.y);
  for (std::size_t voxel = 0; voxel < refined.size(); ++voxel)
    if (!in_x[voxel % in_x.size()] || !in_y[voxel / in_x.size() % in_y.size()]) refined[voxel] = original[voxel];
  return refined;
}

}  // namespace coopseg::segmentation
