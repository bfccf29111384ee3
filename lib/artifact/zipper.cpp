#include "artifact/zipper.h"

#include <algorithm>

#include "image/percentile_clip.h"

namespace coopseg::artifact {
namespace {

constexpr Levels intensity = {0.25, 0.5, 1, 2, 4};

Parameters draw_zipper(core::RandomStream& random, int severity) {
  const double position = random.uniform(0.2, 0.8);
  return {{"intensity", at(intensity, severity)}, {"position", position}, {"seed", draw_seed(random)}};
}

bool is_identity_zipper(const Parameters& parameters) { return number(parameters, "intensity") == 0.0; }

void apply_zipper(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  const double zero = std::min(0.0, static_cast<double>(*std::ranges::min_element(image)));
  const double scale = number(parameters, "intensity") * (image::percentile(image, 99.5) - zero);
  const std::size_t nx = grid.size[0];
  const auto column = static_cast<std::size_t>(number(parameters, "position") * static_cast<double>(nx));
  core::RandomStream random(static_cast<std::uint64_t>(number(parameters, "seed")), "zipper");
  for (std::size_t i = std::min(column, nx - 1); i < image.size(); i += nx)
    image[i] = static_cast<float>(image[i] + scale * random.normal());
}

}  // namespace

Artifact zipper() {
  return {
      .name = "zipper",
      .summary = "a line of bright and dark voxels along y, from a radio-frequency leak",
      .parameters = {{.name = "intensity",
                      .meaning = "of the line, as a fraction of the volume's 99.5th percentile",
                      .high = 1000,
                      .default_value = 1.0},
                     {.name = "position",
                      .meaning = "as a fraction of the field of view along x",
                      .high = 1,
                      .default_value = 0.5},
                     seed_info()},
      .draw = draw_zipper,
      .is_identity = is_identity_zipper,
      .apply = apply_zipper,
  };
}

}  // namespace coopseg::artifact
