#include "study/provenance.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace coopseg::study {
namespace {

const Step step = {"refine", "0.1.0", {{"iterations", "2"}, {"device", "cpu"}}, {{"input", "sha256:1"}}};
const std::string text =
    R"({"tool":"refine","version":"0.1.0","options":{"iterations":"2","device":"cpu"},"digests":{"input":"sha256:1"}})";

TEST(Provenance, AStepGoesToTheEndAndTheOthersStay) {
  EXPECT_EQ(append("[]", step), "[" + text + "]");
  EXPECT_EQ(append(R"([{"z": 1, "a": [2]}])", step), R"([{"z":1,"a":[2]},)" + text + "]");
}

TEST(Provenance, WhatIsNoArrayIsRefused) {
  for (const char* bad : {"", "{}", "[", "null", "[1] 2"}) {
    EXPECT_THROW(append(bad, step), core::Error) << bad;
    EXPECT_THROW(check_provenance(bad), core::Error) << bad;
  }
  check_provenance("[]");
}

TEST(Provenance, DigestsOfTheLastStep) {
  EXPECT_EQ(digests_of(append("[]", step)), R"({"input":"sha256:1"})");
  EXPECT_EQ(digests_of(R"([{"tool":"x"}])"), "{}");
  EXPECT_THROW(digests_of("[]"), core::Error);
}

}  // namespace
}  // namespace coopseg::study
