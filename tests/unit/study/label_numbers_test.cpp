#include "study/label_numbers.h"

#include <gtest/gtest.h>

#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::study {
namespace {

const study::Grid grid = {.size = {2, 2, 1}, .spacing = {1, 1, 1}, .origin = {}, .direction = {}};

TEST(LabelNumbers, ReadsWhatTheNumbersMean) {
  EXPECT_EQ(parse_labels("1=RV,2=MYO,3=LV"), (LabelNumbers{{0, 0}, {1, 3}, {2, 2}, {3, 1}}));
  EXPECT_EQ(parse_labels(default_labels), (LabelNumbers{{0, 0}, {1, 1}, {2, 2}, {3, 3}}));
  EXPECT_EQ(parse_labels("0=background,85=MYO,7=background,170=MYO"),
            (LabelNumbers{{0, 0}, {7, 0}, {85, 2}, {170, 2}}));
}

TEST(LabelNumbers, RefusesOtherText) {
  const auto refusal = [](const std::string& text) { return message_of([&] { parse_labels(text); }); };
  EXPECT_EQ(refusal("1=XV"), "labels '1=XV': '1=XV' names no class, known are background, LV, MYO, RV");
  EXPECT_EQ(refusal("1LV"), "labels '1LV': '1LV' is not NUMBER=NAME, for instance 1=LV");
  EXPECT_EQ(refusal("1.5=LV"), "labels '1.5=LV': '1.5=LV' is not NUMBER=NAME, for instance 1=LV");
  EXPECT_EQ(refusal("1=LV,"), "labels '1=LV,': '' is not NUMBER=NAME, for instance 1=LV");
  EXPECT_EQ(refusal(""), "labels '': '' is not NUMBER=NAME, for instance 1=LV");
  EXPECT_EQ(refusal("1=LV,1=RV"), "labels '1=LV,1=RV': '1=RV' names a number twice");
  EXPECT_EQ(refusal("0=LV"), "labels '0=LV': '0=LV' renames 0, which is background");
}

TEST(LabelNumbers, OtherTextMayStandInDataAndIsNoWrongUsage) {
  try {
    parse_labels("1=XV");
    FAIL() << "no error";
  } catch (const core::UsageError&) {
    FAIL() << "a manifest may hold it";
  } catch (const core::Error&) {
  }
}

TEST(LabelNumbers, RoundsNumbersThatAreStoredAsReals) {
  EXPECT_EQ(classes_of(std::vector<float>{0, 1.0000001F, 2.9999998F, 2}, parse_labels("1=RV,2=MYO,3=LV"), grid),
            (std::vector<std::uint8_t>{0, 3, 1, 2}));
}

TEST(LabelNumbers, RefusesNumbersThatAreNotNamedOrNoIntegers) {
  const auto refusal = [](float value) {
    return message_of([&] { classes_of(std::vector<float>{0, 1, value, 0}, parse_labels("1=LV"), grid); });
  };
  EXPECT_EQ(refusal(2), "voxel (0, 1, 0) has the value 2, expected is one of 0=background,1=LV");
  EXPECT_EQ(refusal(0.5), "voxel (0, 1, 0) has the value 0.5, expected is one of 0=background,1=LV");
  EXPECT_EQ(refusal(-1), "voxel (0, 1, 0) has the value -1, expected is one of 0=background,1=LV");
  EXPECT_EQ(refusal(3e38F), "voxel (0, 1, 0) has the value 3e+38, expected is one of 0=background,1=LV");
}

}  // namespace
}  // namespace coopseg::study
