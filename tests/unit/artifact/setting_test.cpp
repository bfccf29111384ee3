#include "artifact/setting.h"

#include <gtest/gtest.h>

#include <numeric>

#include "../support/message_of.h"
#include "artifact/registry.h"
#include "core/error.h"
#include "made_image.h"

namespace coopseg::artifact {
namespace {

using Texts = std::map<std::string, std::string>;

std::string refusal(const Texts& texts) {
  return message_of([&] { parse_setting(texts); });
}

TEST(Setting, TextsGiveItBack) {
  const Texts texts = {{"axes", "slice,y,x"},
                       {"geometry", "identity"},
                       {"before", "crop-or-pad(192,180) slice-min-max"},
                       {"after", "slice-min-max paste-back"}};
  const Setting setting = parse_setting(texts);
  EXPECT_EQ(setting.axes, (std::array<std::size_t, 3>{2, 1, 0}));
  EXPECT_EQ(*setting.window, (std::array<std::size_t, 2>{192, 180}));
  EXPECT_EQ(texts_of(setting), texts);
  EXPECT_EQ(parse_setting({}), Setting{});
  EXPECT_EQ(parse_setting(texts_of(Setting{})), Setting{});
}

TEST(Setting, WrongTextsAreRefusedWithWhatIsExpected) {
  EXPECT_EQ(refusal({{"axes", "x,x,slice"}}), "axes: 'x,x,slice' found, x,y,slice in any order expected");
  EXPECT_EQ(refusal({{"geometry", "true"}}), "geometry: 'true' found, image or identity expected");
  for (const char* word : {"crop", "crop-or-pad(0,2)", "crop-or-pad(3)", "crop-or-pad(3,4", "crop-or-pad(3,4)x"})
    EXPECT_EQ(refusal({{"before", word}}),
              "before: '" + std::string(word) + "' found, crop-or-pad(X,Y), then slice-min-max, or none expected");
  EXPECT_EQ(refusal({{"after", "paste"}}), "after: 'paste' found, slice-min-max, then paste-back, or none expected");
  EXPECT_EQ(refusal({{"before", "crop-or-pad(3,4)"}}),
            "crop-or-pad (before) and paste-back (after) belong together, one of them is missing");
}

TEST(Setting, WindowIsCutAboutTheCentreAndPastedIntoZeros) {
  const study::Grid grid = grid_of(5, 2, 1);
  const Setting setting = parse_setting({{"before", "crop-or-pad(2,5)"}, {"after", "paste-back"}});
  std::vector<float> image = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  // gamma sees the window with its padding: values 0 (padded) to 8.
  const Artifact& gamma = find("gamma");
  apply_in(setting, gamma, parse(gamma.parameters, {"gamma=2"}), grid, image);
  const std::vector<float> expected = {0, 4.0F / 8, 9.0F / 8, 0, 0, 0, 49.0F / 8, 8, 0, 0};
  for (std::size_t i = 0; i < image.size(); ++i) EXPECT_FLOAT_EQ(image[i], expected[i]) << i;
}

TEST(Setting, SlicesAreScaledBeforeAndAfter) {
  const study::Grid grid = grid_of(3, 1, 2);
  const Artifact& bias = find("bias-field");
  const Parameters brighter = parse(bias.parameters, {"order=0", "coefficients=0.69314718055994531"});
  std::vector<float> image = {2, 3, 4, 10, 30, 50};
  apply_in(parse_setting({{"before", "slice-min-max"}}), bias, brighter, grid, image);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_FLOAT_EQ(image[i], 2.0F * 0.5F * static_cast<float>(i % 3)) << i;
  apply_in(parse_setting({{"after", "slice-min-max"}}), bias, brighter, grid, image);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_FLOAT_EQ(image[i], 0.5F * static_cast<float>(i % 3)) << i;
}

TEST(Setting, AxesNameWhatTheArtifactTakesForXYZ) {
  const study::Grid grid = grid_of(4, 3, 2);
  const Artifact& bias = find("bias-field");
  std::vector<float> image(24, 1.0F);
  // Of order 1 the last coefficient belongs to the first axis: the slice.
  apply_in(parse_setting({{"axes", "slice,y,x"}}), bias, parse(bias.parameters, {"order=1", "coefficients=0,0,0,1"}),
           grid, image);
  for (std::size_t i = 0; i < 24; ++i) EXPECT_FLOAT_EQ(image[i], std::exp(i < 12 ? -1.0F : 1.0F)) << i;
}

/// A movement by the size of one voxel tells which geometry an artifact sees: the whole copy but for one plane.
TEST(Setting, GeometryIsTheImagesOrMillimetreVoxels) {
  const study::Grid grid = grid_of(6, 5, 1);
  const std::vector<float> before = made_image(grid);
  const Artifact& motion = find("motion");
  const auto moved = [&](const char* geometry, const char* translation) {
    std::vector<float> image = before;
    // The only plane along z comes from the last entry, the copy.
    apply_in(parse_setting({{"geometry", geometry}}), motion,
             parse(motion.parameters, {"mode=torchio", translation, "times=0.6"}), grid, image);
    return image;
  };
  const auto true_voxel = moved("image", "translation=1.4,0,0");
  const auto unit_voxel = moved("identity", "translation=-1,0,0");  // RAS: x of the array runs against LPS
  for (std::size_t i = 0; i < 30; ++i) {
    if (i % 6 == 5) continue;
    EXPECT_NEAR(true_voxel[i], before[i + 1], 1e-5) << i;
    EXPECT_NEAR(unit_voxel[i], before[i + 1], 1e-5) << i;
  }
}

TEST(Setting, LabelsMoveInsideTheWindow) {
  const study::Grid grid = grid_of(20, 20, 1);
  std::vector<std::uint8_t> label(400, 0);
  for (std::size_t i = 0; i < 400; ++i)
    if (i % 20 > 7 && i % 20 < 12 && i / 20 > 7 && i / 20 < 12) label[i] = 1;
  std::vector<std::uint8_t> expected = label;
  const Artifact& artifact = find("slice-misalignment");
  const Parameters parameters = parse(artifact.parameters, {"std=1.5", "seed=5"});
  artifact.move_label(parameters, grid, expected);
  const std::vector<std::uint8_t> before = label;
  move_label_in(parse_setting({{"before", "crop-or-pad(18,18)"}, {"after", "paste-back"}}), artifact, parameters, grid,
                label);
  EXPECT_EQ(label, expected);
  EXPECT_NE(label, before);
}

}  // namespace
}  // namespace coopseg::artifact
