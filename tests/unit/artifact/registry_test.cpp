#include "artifact/registry.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"

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

/// A slice stack with a bright disc off the centre.
std::vector<float> disc(const study::Grid& grid) {
  std::vector<float> image(grid.voxels());
  for (std::size_t i = 0; i < image.size(); ++i) {
    const double x = static_cast<double>(i % grid.size[0]) - 20.0;
    const double y = static_cast<double>(i / grid.size[0] % grid.size[1]) - 15.0;
    image[i] = x * x + y * y < 100.0 ? 0.9F : 0.2F;
  }
  return image;
}

TEST(Registry, ImageErrorRisesWithSeverityForEveryArtifact) {
  const study::Grid grid = {
      .size = {48, 40, 6}, .spacing = {1.4, 1.4, 10}, .origin = {}, .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  const std::vector<float> clean = disc(grid);
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
      EXPECT_EQ(from_json(artifact.parameters, to_json(parameters)), parameters) << artifact.name;
    }
}

TEST(Registry, CopiesAreDrawnApart) {
  for (const Artifact& artifact : registry())
    EXPECT_NE(draw(artifact, 3, 1, 1, "a"), draw(artifact, 3, 1, 2, "a")) << artifact.name;
}

}  // namespace
}  // namespace coopseg::artifact
