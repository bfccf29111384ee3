#include "artifact/registry.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

#include "core/error.h"
#include "made_image.h"

namespace coopseg::artifact {
namespace {

TEST(Registry, FindsByName) { EXPECT_EQ(find("bias-field").name, "bias-field"); }

TEST(Registry, UnknownNameGivesTheNearest) {
  try {
    find("bias-feild");
    FAIL();
  } catch (const core::Error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("unknown artifact 'bias-feild' (did you mean bias-field?)"))
        << error.what();
  }
}

TEST(Registry, ImageErrorRisesWithSeverityForEveryArtifact) {
  const study::Grid grid = grid_of(96, 90, 6);
  const std::vector<float> clean = made_body(grid);
  for (const Artifact& artifact : registry())
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      double weaker = 0.0;
      for (int severity = min_severity; severity <= max_severity; ++severity) {
        std::vector<float> image = clean;
        apply(artifact, draw(artifact, severity, seed, 0, "a"), grid, image);
        double error = 0.0;
        for (std::size_t i = 0; i < image.size(); ++i) error += std::pow(image[i] - clean[i], 2);
        EXPECT_GT(error, weaker) << artifact.name << " at severity " << severity << ", seed " << seed;
        weaker = error;
      }
    }
}

TEST(Registry, DrawnParametersAreWithinTheirRanges) {
  for (const Artifact& artifact : registry())
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const Parameters parameters = draw(artifact, max_severity, seed, 0, "a");
      EXPECT_EQ(parameters_from_json(artifact.parameters, to_json(parameters)), parameters) << artifact.name;
    }
}

TEST(Registry, CopiesAreDrawnApart) {
  for (const Artifact& artifact : registry())
    EXPECT_NE(draw(artifact, 3, 1, 1, "a"), draw(artifact, 3, 1, 2, "a")) << artifact.name;
}

TEST(Registry, EveryArtifactTakesConstantNegativeAndOneSliceVolumes) {
  for (const Artifact& artifact : registry())
    for (const auto& [x, y, z] : {std::array<std::size_t, 3>{13, 11, 1}, {1, 1, 1}, {2, 7, 3}, {1, 9, 2}}) {
      const study::Grid grid = grid_of(x, y, z);
      std::vector<float> negative = made_image(grid);
      for (float& value : negative) value -= 0.6F;
      for (std::vector<float> image : {negative, std::vector<float>(grid.voxels(), 3.0F)})
        for (int severity = min_severity; severity <= max_severity; ++severity)
          EXPECT_NO_THROW(apply(artifact, draw(artifact, severity, 1, 0, "a"), grid, image)) << artifact.name;
    }
}

}  // namespace
}  // namespace coopseg::artifact
