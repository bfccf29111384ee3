#include "study/preprocessing.h"

#include <gtest/gtest.h>

#include "../support/message_of.h"

namespace coopseg::study {
namespace {

TEST(Preprocessing, HasOneTextForEqualSettings) {
  EXPECT_EQ(to_json({}), R"({"clip":[2.0,98.0],"n4":false,"spacing":1.36719})");
  const Preprocessing other = {.spacing = 1.0 / 3.0, .clip_low = 0, .clip_high = 99.9, .n4 = true};
  EXPECT_EQ(preprocessing_from_json(to_json(other)), other);
  EXPECT_EQ(preprocessing_from_json(R"({ "spacing": 1.36719, "n4": false, "clip": [2, 98] })"), Preprocessing{});
}

TEST(Preprocessing, RefusesTextThatItDidNotWrite) {
  for (const char* text : {"", "[]", "{}", R"({"clip":[2.0,98.0],"spacing":1.0})",
                           R"({"clip":[2.0,98.0],"n4":false,"spacing":1.0,"more":1})",
                           R"({"clip":[2.0],"n4":false,"spacing":1.0})", R"({"clip":[2,98],"n4":0,"spacing":"1"})"})
    EXPECT_EQ(
        message_of([&] { preprocessing_from_json(text); }),
        "preprocessing '" + std::string(text) +
            R"(' is not understood, expected is for instance '{"clip":[2.0,98.0],"n4":false,"spacing":1.36719}')");
}

TEST(Preprocessing, RefusesSettingsOutOfRange) {
  const auto refusal = [](const Preprocessing& settings) { return message_of([&] { check(settings); }); };
  EXPECT_EQ(refusal({.spacing = 0}), "preprocessing: spacing is 0, expected is a finite number of mm above 0");
  EXPECT_EQ(refusal({.clip_low = -1}), "preprocessing: the low percentile is -1, expected is 0 to 100");
  EXPECT_EQ(refusal({.clip_high = 101}), "preprocessing: the high percentile is 101, expected is 0 to 100");
  EXPECT_EQ(refusal({.clip_low = 60, .clip_high = 50}),
            "preprocessing: the low percentile is 60, expected is less than the high one");
  EXPECT_EQ(refusal({}), "");
}

const std::string written = R"({"clip":[2.0,98.0],"n4":false,"spacing":1.36719})";

TEST(SamePreprocessingTest, BlanksOrderAndKindsOfNumbersMakeNoDifference) {
  EXPECT_TRUE(same_preprocessing(written, R"({"spacing": 1.36719, "clip": [2, 98], "n4": false})"));
}

TEST(SamePreprocessingTest, OtherValuesAndMoreKeysDo) {
  EXPECT_FALSE(same_preprocessing(written, R"({"clip":[2.0,99.0],"n4":false,"spacing":1.36719})"));
  EXPECT_FALSE(same_preprocessing(written, R"({"clip":[98.0,2.0],"n4":false,"spacing":1.36719})"));
  EXPECT_FALSE(same_preprocessing(written, R"({"clip":[2.0,98.0],"n4":false,"own":1,"spacing":1.36719})"));
  EXPECT_FALSE(same_preprocessing(written, ""));
}

TEST(SamePreprocessingTest, WhatIsNoJsonIsComparedAsText) {
  EXPECT_TRUE(same_preprocessing("by hand", "by hand"));
  EXPECT_FALSE(same_preprocessing("by hand", "by  hand"));
  EXPECT_FALSE(same_preprocessing("{a", "{b"));
}

}  // namespace
}  // namespace coopseg::study
