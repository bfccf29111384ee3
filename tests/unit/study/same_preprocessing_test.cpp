#include "study/same_preprocessing.h"

#include <gtest/gtest.h>

namespace coopseg::study {
namespace {

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
