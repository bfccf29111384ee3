#include "segmentation/heart_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <set>
#include <vector>

#include "metrics/components.h"
#include "segmentation/disagreement.h"

namespace coopseg::segmentation {
namespace {

double likeness_to_heart(const std::vector<std::size_t>& part, std::span<const std::uint8_t> labels,
                         const study::Grid& grid) {
  std::array<double, study::classes> voxels{};
  std::set<std::size_t> slices;
  for (const std::size_t voxel : part) {
    ++voxels[labels[voxel]];
    slices.insert(voxel / grid.slice_voxels());
  }
  return (voxels[1] + 1) * (voxels[2] + 1) * static_cast<double>(slices.size());
}

slices::Field field_about(const std::vector<std::size_t>& part, const study::Grid& grid, slices::SliceSize size) {
  double x = 0.0;
  double y = 0.0;
  for (const std::size_t voxel : part) {
    x += static_cast<double>(voxel % grid.size[0]);
    y += static_cast<double>(voxel / grid.size[0] % grid.size[1]);
  }
  const auto voxels = static_cast<double>(part.size());
  return {size, std::lround(x / voxels) - size.x / 2, std::lround(y / voxels) - size.y / 2};
}

/// The window about what is likest to a heart, or the same window where nothing is labelled.
slices::Field likest(std::span<const std::uint8_t> labels, const study::Grid& grid, const slices::Field& field) {
  const auto seen = sightings(labels, grid, field.size, 1);
  return seen.empty() ? field : seen.front();
}

/// What two close looks from places a little apart say.
struct CloseLook {
  double agreement;
  slices::Field field;  ///< about what the first of them sees
};

CloseLook look_closely(const Look& look, study::Case& subject, const slices::Field& field) {
  const std::vector<std::uint8_t> labels = look(subject, field);
  const slices::Field apart = {field.size, field.offset_x - 5, field.offset_y + 7};
  const double found = disagreement(changes_between(labels, look(subject, apart), subject.grid));
  return {std::isnan(found) ? 0.0 : 1.0 - found, likest(labels, subject.grid, field)};
}

}  // namespace

std::vector<slices::Field> sightings(std::span<const std::uint8_t> labels, const study::Grid& grid,
                                     slices::SliceSize size, std::size_t count) {
  auto parts = metrics::components(labels, grid, [](std::uint8_t label) { return label != 0; });
  std::ranges::stable_sort(parts, std::greater<>(),
                           [&](const auto& part) { return likeness_to_heart(part, labels, grid); });
  parts.resize(std::min(parts.size(), count));
  std::vector<slices::Field> fields;
  for (const auto& part : parts) fields.push_back(field_about(part, grid, size));
  return fields;
}

slices::Field follow_heart(const Look& look, study::Case& subject, const slices::Field& whole,
                           const slices::Field& middle) {
  constexpr std::size_t looked_at_closely = 3;
  const auto candidates = sightings(look(subject, whole), subject.grid, middle.size, looked_at_closely);
  if (candidates.empty()) return middle;
  std::vector<CloseLook> looks;
  for (const slices::Field& candidate : candidates) looks.push_back(look_closely(look, subject, candidate));
  const slices::Field& best = std::ranges::max_element(looks, {}, &CloseLook::agreement)->field;
  return likest(look(subject, best), subject.grid, best);
}

}  // namespace coopseg::segmentation
