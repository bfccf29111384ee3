#include "artifact/artifact.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace coopseg::artifact {

Parameters draw(const Artifact& artifact, int severity, std::uint64_t seed, int copy, std::string_view case_id) {
  core::RandomStream random(seed, copy, case_id, artifact.name);
  return artifact.draw(random, severity);
}

void apply(const Artifact& artifact, const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  artifact.apply(parameters, grid, image);
  const auto bad = std::ranges::find_if_not(image, [](float value) { return std::isfinite(value); });
  if (bad == image.end()) return;
  const auto index = static_cast<std::size_t>(bad - image.begin());
  const std::size_t x = index % grid.size[0];
  const std::size_t y = index / grid.size[0] % grid.size[1];
  const std::size_t z = index / grid.slice_voxels();
  throw core::Error(artifact.name + ": voxel (" + std::to_string(x) + ", " + std::to_string(y) + ", " +
                    std::to_string(z) + ") leaves the range of float32; weaker parameters are needed");
}

}  // namespace coopseg::artifact
