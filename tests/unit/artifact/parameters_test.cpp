#include "artifact/parameters.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::artifact {
namespace {

const std::vector<ParameterInfo> known = {
    {.name = "order", .meaning = "", .kind = Kind::integer, .low = 0, .high = 10, .default_value = 3.0},
    {.name = "coefficients", .meaning = "", .kind = Kind::numbers, .low = -2, .high = 2, .default_value = std::nullopt},
    {.name = "restore", .meaning = "", .low = 0, .high = 1, .words = {"none"}, .default_value = "none"}};

std::string message(const std::vector<std::string>& assignments) {
  return message_of([&] { parse(known, assignments); });
}

TEST(Parameters, NumbersListsWordsAndDefaults) {
  const Parameters parameters = parse(known, {"coefficients=0.1,-2,3e-1", "restore=0.25"});
  EXPECT_EQ(std::get<double>(parameters.at("order")), 3.0);
  EXPECT_EQ(std::get<std::vector<double>>(parameters.at("coefficients")), (std::vector<double>{0.1, -2.0, 0.3}));
  EXPECT_EQ(std::get<double>(parameters.at("restore")), 0.25);
  EXPECT_EQ(std::get<std::string>(parse(known, {"coefficients=0"}).at("restore")), "none");
}

TEST(Parameters, UnknownNameGivesTheNearest) {
  EXPECT_EQ(message({"coeficients=1"}), "unknown parameter 'coeficients' (did you mean coefficients?)");
}

TEST(Parameters, OutOfRangeGivesTheRange) {
  EXPECT_EQ(message({"coefficients=0,2.5"}), "coefficients: 2.5 found, numbers from -2 to 2 expected");
  EXPECT_EQ(message({"order=-1"}), "order: -1 found, a whole number from 0 to 10 expected");
  EXPECT_EQ(message({"order=1.5"}), "order: 1.5 found, a whole number from 0 to 10 expected");
  EXPECT_EQ(message({"restore=nan"}), "restore: nan found, a number from 0 to 1 or none expected");
}

TEST(Parameters, WhatIsNoNumberIsShown) {
  EXPECT_EQ(message({"order=two"}), "order: 'two' found, a whole number from 0 to 10 expected");
  EXPECT_EQ(message({"coefficients=1,,2"}), "coefficients: '' found, numbers from -2 to 2 expected");
  EXPECT_EQ(message({"coefficients=1,"}), "coefficients: '' found, numbers from -2 to 2 expected");
  EXPECT_EQ(message({"coefficients="}), "coefficients: '' found, numbers from -2 to 2 expected");
  EXPECT_EQ(message({"order=2x"}), "order: '2x' found, a whole number from 0 to 10 expected");
}

TEST(Parameters, MissingDoubledAndShapeless) {
  EXPECT_EQ(message({"order=1"}), "coefficients: not given, numbers from -2 to 2 expected");
  EXPECT_EQ(message({"order=1", "order=2"}), "order: given twice");
  EXPECT_EQ(message({"order"}), "'order' found, PARAMETER=VALUE expected");
}

TEST(Parameters, RowsAndEmptyLists) {
  const std::vector<ParameterInfo> rows_only = {
      {.name = "degrees", .meaning = "", .kind = Kind::rows, .low = -9, .high = 9, .words = {"none"}}};
  const Parameters parameters = parse(rows_only, {"degrees=3,0,9;0,-0.5,2"});
  EXPECT_EQ(rows(parameters, "degrees"), (Rows{{3, 0, 9}, {0, -0.5, 2}}));
  EXPECT_EQ(to_text(parameters.at("degrees")), "3,0,9;0,-0.5,2");
  EXPECT_EQ(to_json(parameters).dump(), R"({"degrees":[[3.0,0.0,9.0],[0.0,-0.5,2.0]]})");
  EXPECT_EQ(parameters_from_json(rows_only, to_json(parameters)), parameters);
  const Parameters none = parse(rows_only, {"degrees=none"});
  EXPECT_TRUE(rows(none, "degrees").empty());
  EXPECT_EQ(to_text(none.at("degrees")), "none");
  EXPECT_EQ(parameters_from_json(rows_only, to_json(none)), none);
  EXPECT_THROW(parse(rows_only, {"degrees=1,2,3;"}), core::Error);
  EXPECT_THROW(parse(rows_only, {"degrees=1,2,3,4,5,6"}), core::Error);
  EXPECT_THROW(parse(rows_only, {"degrees=1,2,10"}), core::Error);
}

TEST(Parameters, TextAndJsonGiveTheSameParametersBack) {
  const Parameters parameters = parse(known, {"coefficients=0.1,0.30000000000000004,-1e-300", "order=2"});
  std::vector<std::string> assignments;
  for (const auto& [name, value] : parameters) assignments.push_back(name + "=" + to_text(value));
  EXPECT_EQ(parse(known, assignments), parameters);
  EXPECT_EQ(parameters_from_json(known, nlohmann::json::parse(to_json(parameters).dump())), parameters);
}

TEST(Parameters, JsonHasPlainNumbersAndIsCheckedOnTheWayIn) {
  const Parameters parameters = parse(known, {"coefficients=0.5"});
  EXPECT_EQ(to_json(parameters).dump(), R"({"coefficients":[0.5],"order":3,"restore":"none"})");
  const auto read = [](const char* text) { return parameters_from_json(known, nlohmann::json::parse(text)); };
  EXPECT_THROW(read(R"({"coefficients": [3]})"), core::Error);
  EXPECT_THROW(read(R"({"coefficients": 1})"), core::Error);
  EXPECT_THROW(read(R"({"coefficients": ["a"]})"), core::Error);
  EXPECT_THROW(read(R"({"coefficients": [1], "other": 1})"), core::Error);
  EXPECT_THROW(read("[1]"), core::Error);
}

}  // namespace
}  // namespace coopseg::artifact
