// Artifacts that multiply k-space, each where a closed form is known.
#include <gtest/gtest.h>

#include <numeric>

#include "../support/message_of.h"
#include "artifact/kspace.h"
#include "artifact/registry.h"
#include "core/error.h"
#include "made_image.h"

namespace coopseg::artifact {
namespace {

std::string refusal(const char* name, const std::vector<std::string>& assignments) {
  return message_of([&] { find(name).is_identity(parse(find(name).parameters, assignments)); });
}

/// One bright voxel at y = 0 of every line along y.
std::vector<float> impulse(const study::Grid& grid) {
  std::vector<float> image(grid.voxels(), 0.0F);
  for (std::size_t z = 0; z < grid.size[2]; ++z)
    for (std::size_t x = 0; x < grid.size[0]; ++x) image[z * grid.slice_voxels() + x] = 1.0F;
  return image;
}

TEST(Ghosting, StepThatDividesTheAxisGivesEvenlySpacedGhosts) {
  // Planes 0, 3, 6, 9 of 12 lose a half; plane 6 is the centre and restored.
  const study::Grid grid = grid_of(2, 12, 1);
  const auto image = corrupted("ghosting", {"num-ghosts=3", "axis=1", "intensity=0.5"}, grid, impulse(grid));
  for (std::size_t y = 0; y < 12; ++y) {
    const double comb = y % 4 == 0 ? 4.0 / 12.0 : 0.0;
    const double expected = (y == 0 ? 1.0 : 0.0) - 0.5 * (comb - 1.0 / 12.0);
    EXPECT_NEAR(image[2 * y], expected, 1e-6) << y;
  }
}

TEST(Ghosting, RestoredPlanesAreRoundedAsInPython) {
  // round(0.25 * 10) = 2 (halves to even): one plane on each side; round(0.05 * 10) = 0: not even the centre.
  const study::Grid grid = grid_of(1, 10, 1);
  const auto sum = [&](const char* restore) {
    const auto image = corrupted("ghosting", {"num-ghosts=1", "axis=1", "intensity=1", restore}, grid, impulse(grid));
    return std::accumulate(image.begin(), image.end(), 0.0);
  };
  EXPECT_NEAR(sum("restore=none"), 1.0, 1e-6);
  EXPECT_NEAR(sum("restore=0.05"), 0.0, 1e-6);
  const auto image =
      corrupted("ghosting", {"num-ghosts=1", "axis=1", "intensity=1", "restore=0.25"}, grid, impulse(grid));
  EXPECT_NEAR(image[0], 2.0 / 10.0, 1e-6);
}

TEST(RespiratoryMotion, AConstantDisplacementShiftsTheSlice) {
  const study::Grid grid = grid_of(3, 9, 2);
  const std::vector<float> before = made_image(grid);
  const auto after = corrupted("respiratory-motion",
                               {"amplitude=3", "breaths=0", "phase=1.5707963267948966", "centre=0"}, grid, before);
  for (std::size_t z = 0; z < 2; ++z)
    for (std::size_t y = 0; y < 9; ++y)  // 3 mm are two voxels of 1.5 mm
      for (std::size_t x = 0; x < 3; ++x)
        EXPECT_NEAR(after[(z * 9 + (y + 2) % 9) * 3 + x], before[(z * 9 + y) * 3 + x], 1e-5) << x << ' ' << y;
}

TEST(RespiratoryMotion, TheCentreIsNotDisplaced) {
  const study::Grid grid = grid_of(3, 9, 2);
  const std::vector<float> before = made_image(grid);
  const auto after = corrupted("respiratory-motion", {"amplitude=3", "centre=1"}, grid, before);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(after[i], before[i], 1e-6);
}

TEST(Mistriggering, AllLinesOfTheOtherPhaseGiveTheContractedSlice) {
  const study::Grid grid = grid_of(11, 9, 2);
  std::vector<float> ramp(grid.voxels());
  for (std::size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<float>(i % 11);
  const auto image = corrupted("mistriggering", {"fraction=1", "contraction=0.4", "radius=6", "centre=0"}, grid, ramp);
  for (std::size_t y = 0; y < 9; ++y)
    for (std::size_t x = 0; x < 11; ++x) {
      const double dx = static_cast<double>(x) - 5.0;
      const double dy = static_cast<double>(y) - 4.0;
      const double mm2 = 1.4 * 1.4 * dx * dx + 1.5 * 1.5 * dy * dy;
      const double expected = static_cast<double>(x) + 0.4 * std::exp(-mm2 / (2 * 36.0)) * dx;
      EXPECT_NEAR(image[y * 11 + x], std::clamp(expected, 0.0, 10.0), 1e-5) << x << ' ' << y;
    }
}

TEST(Mistriggering, TheCentreStays) {
  const study::Grid grid = grid_of(24, 24, 1);
  const std::vector<float> before = made_body(grid);
  const auto after = corrupted("mistriggering", {"fraction=1", "centre=0.1"}, grid, before);
  EXPECT_NE(after, before);
  for (std::size_t x = 0; x < 24; ++x) {
    double sum = 0.0;
    for (std::size_t y = 0; y < 24; ++y) sum += after[y * 24 + x] - before[y * 24 + x];
    EXPECT_NEAR(sum, 0.0, 1e-5) << x;
  }
}

TEST(Mistriggering, SlicesGetLinesOfTheirOwn) {
  const study::Grid grid = grid_of(24, 24, 2);
  study::Grid slice = grid;
  slice.size[2] = 1;
  std::vector<float> one = made_body(slice);
  std::vector<float> image = one;
  image.insert(image.end(), one.begin(), one.end());
  image = corrupted("mistriggering", {"fraction=0.5"}, grid, image);
  EXPECT_NE(std::vector<float>(image.begin(), image.begin() + 576),
            std::vector<float>(image.begin() + 576, image.end()));
  EXPECT_EQ(std::vector<float>(image.begin(), image.begin() + 576),
            corrupted("mistriggering", {"fraction=0.5"}, slice, one));
}

TEST(Blur, AnImpulseBecomesAGaussianOfTheGivenWidth) {
  const study::Grid grid = grid_of(41, 41, 1);
  std::vector<float> image(grid.voxels(), 0.0F);
  image[20 * 41 + 20] = 1.0F;
  image = corrupted("blur", {"std=4"}, grid, image);
  double sum = 0.0;
  double x_square = 0.0;
  double y_square = 0.0;
  for (std::size_t i = 0; i < image.size(); ++i) {
    const double x = 1.4 * (static_cast<double>(i % 41) - 20.0);
    const double y = 1.5 * (static_cast<double>(i / 41) - 20.0);
    sum += image[i];
    x_square += image[i] * x * x;
    y_square += image[i] * y * y;
  }
  EXPECT_NEAR(sum, 1.0, 1e-5);
  EXPECT_NEAR(std::sqrt(x_square), 4.0, 1e-3);
  EXPECT_NEAR(std::sqrt(y_square), 4.0, 1e-3);
}

TEST(Gibbs, KeepsWavesBelowTheCutAndRemovesThoseAbove) {
  const study::Grid grid = grid_of(20, 20, 1);
  const auto left = [&](double k, std::size_t axis) {
    std::vector<float> wave(grid.voxels());
    for (std::size_t i = 0; i < wave.size(); ++i) {
      const auto place = static_cast<double>(axis == 0 ? i % 20 : i / 20);
      wave[i] = static_cast<float>(std::cos(2.0 * std::numbers::pi * k * place / 20.0));
    }
    const auto image = corrupted("gibbs", {"fraction=0.5"}, grid, wave);  // |k| up to 5
    double energy = 0.0;
    for (const float value : image) energy += value * value;
    return energy / 200.0;
  };
  for (const std::size_t axis : {0U, 1U}) {
    EXPECT_NEAR(left(5, axis), 1.0, 1e-5);
    EXPECT_NEAR(left(6, axis), 0.0, 1e-5);
  }
}

TEST(Undersampling, EverySecondLineGivesOneAliasHalfAFieldAway) {
  const study::Grid grid = grid_of(2, 12, 1);
  const auto image = corrupted("undersampling", {"acceleration=2", "centre=0", "offset=0"}, grid, impulse(grid));
  // Frequencies -6, -4, ..., 4: an impulse at 0 and one at 6.
  for (std::size_t y = 0; y < 12; ++y) EXPECT_NEAR(image[2 * y], y % 6 == 0 ? 0.5 : 0.0, 1e-6) << y;
}

TEST(Motion, AQuarterTurnAboutTheCentreGivesTheOuterLines) {
  // m = 1 and time 0.3: the turned copy gives lines 0, 1 of 8, the slice itself the others.
  study::Grid grid = grid_of(8, 8, 2);
  grid.spacing = {1.5, 1.5, 10};
  grid.direction = {0.8, -0.6, 0, 0.6, 0.8, 0, 0, 0, 1};
  const std::vector<float> before = made_image(grid);
  std::vector<float> after = before;
  const Artifact& artifact = find("motion");
  apply(artifact, parse(artifact.parameters, {"degrees=0,0,90", "times=0.3"}), grid, after);
  std::vector<Complex> from_copy(8, 0.0);
  from_copy[0] = from_copy[1] = 1.0;
  std::vector<Complex> from_image(8, 1.0);
  from_image[0] = from_image[1] = 0.0;
  for (std::size_t z = 0; z < 2; ++z)
    for (std::size_t x = 0; x < 8; ++x) {
      std::vector<double> turned(8);
      std::vector<double> still(8);
      for (std::size_t y = 0; y < 8; ++y) {
        still[y] = before[(z * 8 + y) * 8 + x];
        // (x, y) shows what was at R (x, y) = (-y, x) about the centre.
        turned[y] = before[(z * 8 + x) * 8 + (7 - y)];
      }
      const auto a = filtered_line(turned, from_copy);
      const auto b = filtered_line(still, from_image);
      for (std::size_t y = 0; y < 8; ++y) EXPECT_NEAR(after[(z * 8 + y) * 8 + x], a[y] + b[y], 1e-5) << x << ' ' << y;
    }
}

TEST(Motion, MovementsThatContradictEachOtherAreRefused) {
  EXPECT_EQ(refusal("motion", {"degrees=1,2,3;4,5,6", "translation=1,2,3"}),
            "degrees, translation and times: 2, 1 and 2 movements found, equal numbers expected");
  EXPECT_EQ(refusal("motion", {"degrees=1,2,3;4,5,6", "times=0.7,0.3"}), "times: ascending numbers expected");
  EXPECT_EQ(refusal("motion", {"degrees=1,2"}),
            "degrees: '1,2' found, rows of three numbers from -360 to 360 or none expected");
  EXPECT_EQ(refusal("motion", {"mode=tochio"}), "mode: 'tochio' found, in-plane or torchio expected");
  EXPECT_EQ(refusal("motion", {"degrees=1,2,3;4,5,6"}), "");
}

TEST(Spike, PositionOneIsRefused) {
  EXPECT_EQ(refusal("spike", {"spikes-positions=0.5,1,0.5"}),
            "spikes-positions: 1 found, numbers from 0 to below 1 expected");
}

TEST(Spike, OnAConstantImageIsACosineOfTheMean) {
  const study::Grid grid = grid_of(8, 6, 1);
  const auto image = corrupted("spike", {"spikes-positions=0.75,0.5,0", "intensity=0.5"}, grid,
                               std::vector<float>(grid.voxels(), 2.0F));
  for (std::size_t i = 0; i < image.size(); ++i)
    EXPECT_NEAR(image[i], 2.0 + std::cos(2.0 * std::numbers::pi * 2.0 * static_cast<double>(i % 8) / 8.0), 1e-6) << i;
}

}  // namespace
}  // namespace coopseg::artifact
