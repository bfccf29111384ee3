#include "artifact/recipe.h"

#include <gtest/gtest.h>

#include <set>

#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::artifact {
namespace {

const std::string head = "name = r\nversion = 1\nseed = 5\ncopies = 100\n";

std::string refusal(const std::string& text) {
  return message_of([&] { parse_recipe(text); });
}

Corruption draw_of(const Recipe& recipe, int copy, const char* artifact = "ghosting") {
  return draw(recipe, artifact, recipe.seed, copy, "a");
}

TEST(Recipe, DrawsWithinTheDistributions) {
  const Recipe recipe = parse_recipe(head +
                                     "# a comment\n[ghosting]\nnum-ghosts = integer(4,6)\naxis = choice(0,2)\n"
                                     "intensity = uniform(0.5, 1)\nrestore = none\n");
  std::set<double> steps;
  std::set<double> axes;
  double lowest = 1.0;
  double highest = 0.5;
  for (int copy = 1; copy <= recipe.copies; ++copy) {
    const Parameters parameters = draw_of(recipe, copy).parameters;
    steps.insert(number(parameters, "num-ghosts"));
    axes.insert(number(parameters, "axis"));
    lowest = std::min(lowest, number(parameters, "intensity"));
    highest = std::max(highest, number(parameters, "intensity"));
    EXPECT_EQ(word(parameters, "restore"), "none");
  }
  EXPECT_EQ(steps, (std::set<double>{4, 5, 6}));
  EXPECT_EQ(axes, (std::set<double>{0, 2}));
  EXPECT_TRUE(lowest >= 0.5 && lowest < 0.52 && highest > 0.98 && highest < 1.0) << lowest << ' ' << highest;
}

TEST(Recipe, RowsListsAndWordsAreDrawnNumberByNumber) {
  const Recipe recipe = parse_recipe(head +
                                     "[motion]\ndegrees = uniform(-1,1),0,uniform(5,6);1,2,3\n"
                                     "times = 0.3,uniform(0.6,0.7)\nimage-interpolation = choice(linear,nearest)\n");
  std::set<std::string> interpolations;
  for (int copy = 1; copy <= 20; ++copy) {
    const Parameters parameters = draw_of(recipe, copy, "motion").parameters;
    const Rows& degrees = rows(parameters, "degrees");
    ASSERT_EQ(degrees.size(), 2U);
    EXPECT_TRUE(degrees[0][0] > -1 && degrees[0][0] < 1 && degrees[0][1] == 0 && degrees[0][2] > 5) << degrees[0][2];
    EXPECT_EQ(degrees[1], (Row{1, 2, 3}));
    EXPECT_EQ(numbers(parameters, "times")[0], 0.3);
    interpolations.insert(word(parameters, "image-interpolation"));
  }
  EXPECT_EQ(interpolations, (std::set<std::string>{"linear", "nearest"}));
}

TEST(Recipe, TheOrderOfTheLinesDoesNotMatterButSeedCopyAndCaseDo) {
  const Recipe one = parse_recipe(head + "[spike]\nspikes-positions=uniform(0,1),0.5,0.5\nintensity=uniform(1,3)\n");
  const Recipe two = parse_recipe(head + "[spike]\nintensity=uniform(1,3)\nspikes-positions=uniform(0,1),0.5,0.5\n");
  const Corruption drawn = draw_of(one, 1, "spike");
  EXPECT_EQ(draw_of(two, 1, "spike").parameters, drawn.parameters);
  EXPECT_NE(draw_of(one, 2, "spike").parameters, drawn.parameters);
  EXPECT_NE(draw(one, "spike", 6, 1, "a").parameters, drawn.parameters);
  EXPECT_NE(draw(one, "spike", 5, 1, "b").parameters, drawn.parameters);
  EXPECT_EQ(drawn.drawn, (std::map<std::string, std::string>{
                             {"recipe", "r"}, {"recipe-version", "1"}, {"copy", "1"}, {"seed", "5"}}));
}

TEST(Recipe, WrongOnesAreRefusedWithTheirPlace) {
  EXPECT_EQ(refusal("name = r\n"), "version: not given");
  EXPECT_EQ(refusal("name = r\nversion = 1\ncopies = 1\n[spike]\nintensity = 1\n"),
            "seed: not given, a whole number from 0 to 1e+15 expected");
  EXPECT_EQ(refusal(head), "no artifact found, a section [NAME] expected");
  EXPECT_EQ(refusal(head + "axs = x,y,slice\n"), "unknown key 'axs' (did you mean axes?)");
  EXPECT_EQ(refusal("name r\n"), "line 1: '=' character not found in line");
  EXPECT_TRUE(
      refusal(head + "[spik]\nintensity = 1\n").starts_with("[spik]: unknown artifact 'spik' (did you mean spike?)"));
  EXPECT_EQ(refusal(head + "[spike]\nintensty = 1\n"),
            "[spike]: unknown parameter 'intensty' (did you mean intensity?)");
  EXPECT_EQ(refusal(head + "[gamma]\ngamma = uniform(0.5,200)\n"),
            "[gamma]: gamma: gamma: 200 found, a number from 0.01 to 100 expected");
  EXPECT_EQ(refusal(head + "[gamma]\ngamma = uniform(2,1)\n"),
            "[gamma]: gamma: 'uniform(2,1)' found, the smaller number comes first");
  for (const char* text : {"uniform(2)", "integer()", "normal(1,2)"})
    EXPECT_EQ(refusal(head + "[gamma]\ngamma = " + text + "\n"),
              "[gamma]: gamma: '" + std::string(text) +
                  "' found, a value, uniform(a,b), integer(a,b) or choice(a,b,...) expected");
  EXPECT_EQ(refusal(head + "[motion]\ndegrees = 1,2,3\ntimes = 0.3,0.6\n"),
            "[motion]: degrees, translation and times: 1, 2 and 2 movements found, equal numbers expected");
}

TEST(Recipe, CopiesAndArtifactsThatItDoesNotHaveAreRefused) {
  const Recipe recipe = parse_recipe(head + "[spike]\nintensity = 1\n");
  const auto message = [&](const char* artifact, int copy) {
    try {
      draw(recipe, artifact, 0, copy, "a");
    } catch (const core::Error& error) {
      return std::string(error.what());
    }
    return std::string("");
  };
  EXPECT_EQ(message("spike", 0), "copy 0 found, 1 to 100 expected");
  EXPECT_EQ(message("spike", 101), "copy 101 found, 1 to 100 expected");
  EXPECT_EQ(message("gamma", 1), "artifact 'gamma' is not in the recipe (did you mean spike?); there are: spike");
}

}  // namespace
}  // namespace coopseg::artifact
