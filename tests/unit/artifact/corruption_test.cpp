#include "artifact/corruption.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "../support/message_of.h"
#include "artifact/registry.h"
#include "core/error.h"
#include "made_image.h"

namespace coopseg::artifact {
namespace {

Corruption made_corruption() {
  return {.artifact = find("ghosting"),
          .parameters = parse(find("ghosting").parameters, {"intensity=0.30000000000000004"}),
          .setting = parse_setting({{"axes", "y,x,slice"}}),
          .drawn = {{"seed", "7"}}};
}

std::string refusal(const std::string& text) {
  return message_of([&] { read_corruptions(text); });
}

std::string file_of(const std::string& entries) {
  return R"({"tool": "t", "version": "1", "cases": [)" + entries + "]}";
}

TEST(Corruption, JsonGivesItBack) {
  const Corruption made = made_corruption();
  const Corruption read = read_corruptions(file_of(to_json("a", made).dump())).at("a");
  EXPECT_EQ(read.artifact.name, "ghosting");
  EXPECT_EQ(read.parameters, made.parameters);
  EXPECT_EQ(read.setting, made.setting);
  EXPECT_EQ(read.drawn, made.drawn);
  EXPECT_EQ(options_of(read), options_of(made));
}

TEST(Corruption, WrongFilesAreRefused) {
  const std::string entry = to_json("a", made_corruption()).dump();
  EXPECT_EQ(refusal(file_of(entry + "," + entry)), "case 'a': stands there twice");
  EXPECT_TRUE(refusal("{}").starts_with("a file as --parameters writes it expected"));
  EXPECT_TRUE(refusal("cases").starts_with("a file as --parameters writes it expected"));
  EXPECT_TRUE(refusal(file_of(R"({"case": "a"})")).starts_with("a file as --parameters writes it expected"));
  EXPECT_EQ(refusal(file_of(R"({"case": "a", "artifact": "gamma", "parameters": {"gamma": 1000}})")),
            "case 'a': gamma: 1000 found, a number from 0.01 to 100 expected");
}

TEST(Corruption, LabelFollowsWhereAnatomyMovesAndStaysElsewhere) {
  study::Case subject;
  subject.id = "a";
  subject.grid = grid_of(16, 16, 3);
  subject.image = made_body(subject.grid);
  subject.label = std::vector<std::uint8_t>(subject.grid.voxels());
  for (std::size_t i = 0; i < subject.label->size(); ++i) (*subject.label)[i] = (*subject.image)[i] > 0.5F ? 1 : 0;
  for (const Artifact& artifact : registry()) {
    study::Case changed = subject;
    corrupt({.artifact = artifact, .parameters = draw(artifact, 5, 0, 0, "a")}, changed);
    EXPECT_NE(changed.image, subject.image) << artifact.name;
    EXPECT_EQ(changed.label != subject.label, artifact.name == "slice-misalignment") << artifact.name;
  }
}

TEST(Corruption, IdentitiesChangeNoBit) {
  const std::map<std::string, std::vector<std::string>> identities = {{"bias-field", {"order=0", "coefficients=0"}},
                                                                      {"ghosting", {"intensity=0"}},
                                                                      {"motion", {"degrees=0,0,0"}},
                                                                      {"spike", {"spikes-positions=none"}},
                                                                      {"respiratory-motion", {"amplitude=0"}},
                                                                      {"mistriggering", {"fraction=0"}},
                                                                      {"slice-misalignment", {"std=0"}},
                                                                      {"noise", {"std=0"}},
                                                                      {"gamma", {"gamma=1"}},
                                                                      {"banding", {"width=0"}},
                                                                      {"blur", {"std=0"}},
                                                                      {"gibbs", {"fraction=1"}},
                                                                      {"undersampling", {"acceleration=1"}},
                                                                      {"wrap-around", {"fraction=1"}},
                                                                      {"zipper", {"intensity=0"}}};
  const study::Grid grid = grid_of(9, 8, 3);
  const std::vector<float> before = made_image(grid);
  for (const Artifact& artifact : registry()) {
    const Corruption corruption{.artifact = artifact,
                                .parameters = parse(artifact.parameters, identities.at(artifact.name))};
    EXPECT_TRUE(is_identity(corruption)) << artifact.name;
    std::vector<float> image = before;
    corrupt(corruption, grid, image);
    EXPECT_EQ(image, before) << artifact.name;
  }
}

}  // namespace
}  // namespace coopseg::artifact
