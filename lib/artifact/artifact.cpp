#include "artifact/artifact.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace coopseg::artifact {

double draw_seed(core::RandomStream& random) {
  return static_cast<double>(random.integer(0, static_cast<std::int64_t>(max_seed)));
}

ParameterInfo seed_info() {
  return {.name = "seed",
          .meaning = "of the random numbers that the artifact needs inside the image",
          .kind = Kind::integer,
          .high = max_seed,
          .default_value = 0.0};
}

Parameters draw(const Artifact& artifact, int severity, std::uint64_t seed, int copy, std::string_view case_id) {
  core::RandomStream random(seed, copy, case_id, artifact.name);
  return artifact.draw(random, severity);
}

void apply(const Artifact& artifact, const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  if (artifact.is_identity(parameters)) return;
  artifact.apply(parameters, grid, image);
  const auto bad = std::ranges::find_if_not(image, [](float value) { return std::isfinite(value); });
  if (bad == image.end()) return;
  const auto index = static_cast<std::size_t>(bad - image.begin());
  throw core::Error(artifact.name + ": " + study::voxel_text(index, grid) +
                    " leaves the range of float32; weaker parameters are needed");
}

}  // namespace coopseg::artifact
