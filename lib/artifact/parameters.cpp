#include "artifact/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "core/error.h"
#include "core/nearest_name.h"

namespace coopseg::artifact {
namespace {

std::string number_text(double number) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

std::string expected(const ParameterInfo& info) { return allowed(info) + " expected"; }

const ParameterInfo& find(const std::vector<ParameterInfo>& known, const std::string& name) {
  const auto info = std::ranges::find(known, name, &ParameterInfo::name);
  if (info != known.end()) return *info;
  std::vector<std::string> names;
  for (const ParameterInfo& other : known) names.push_back(other.name);
  throw core::Error("unknown parameter '" + name + "'" + core::suggestion(name, names));
}

double parse_number(const ParameterInfo& info, std::string_view text) {
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw core::Error(info.name + ": '" + std::string(text) + "' found, " + expected(info));
  return number;
}

Value parse_value(const ParameterInfo& info, std::string_view text) {
  if (std::ranges::find(info.words, text) != info.words.end()) return std::string(text);
  if (!info.list) return parse_number(info, text);
  std::vector<double> numbers;
  for (std::size_t comma = 0; comma != text.npos; text.remove_prefix(comma == text.npos ? 0 : comma + 1)) {
    comma = text.find(',');
    numbers.push_back(parse_number(info, text.substr(0, comma)));
  }
  return numbers;
}

void check_number(const ParameterInfo& info, double number) {
  const bool in_range = number >= info.low && number <= info.high;
  if (!in_range || (info.integer && number != std::floor(number)))
    throw core::Error(info.name + ": " + number_text(number) + " found, " + expected(info));
}

void check_value(const ParameterInfo& info, const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) check_number(info, *number);
  if (const auto* numbers = std::get_if<std::vector<double>>(&value))
    for (const double number : *numbers) check_number(info, number);
}

void add(Parameters& parameters, const ParameterInfo& info, const Value& value) {
  check_value(info, value);
  if (!parameters.emplace(info.name, value).second) throw core::Error(info.name + ": given twice");
}

void add_defaults(Parameters& parameters, const std::vector<ParameterInfo>& known) {
  for (const ParameterInfo& info : known) {
    if (parameters.contains(info.name)) continue;
    if (!info.default_value) throw core::Error(info.name + ": not given, " + expected(info));
    parameters.emplace(info.name, *info.default_value);
  }
}

nlohmann::json number_json(double number) {
  if (number == std::floor(number) && std::abs(number) < 1e15) return static_cast<std::int64_t>(number);
  return number;
}

Value value_from_json(const ParameterInfo& info, const nlohmann::json& json) {
  const auto is_number = [](const nlohmann::json& item) { return item.is_number(); };
  if (json.is_string()) return parse_value(info, json.get<std::string>());
  if (info.list && json.is_array() && std::ranges::all_of(json, is_number)) return json.get<std::vector<double>>();
  if (!info.list && json.is_number()) return json.get<double>();
  throw core::Error(info.name + ": " + json.dump() + " found, " + expected(info));
}

}  // namespace

std::string allowed(const ParameterInfo& info) {
  std::string text = info.list ? "numbers" : "a number";
  if (info.integer) text = info.list ? "whole numbers" : "a whole number";
  text += " from " + number_text(info.low) + " to " + number_text(info.high);
  for (const std::string& word : info.words) text += " or " + word;
  return text;
}

Parameters parse(const std::vector<ParameterInfo>& known, const std::vector<std::string>& assignments) {
  Parameters parameters;
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos) throw core::Error("'" + assignment + "' found, PARAMETER=VALUE expected");
    const ParameterInfo& info = find(known, assignment.substr(0, equals));
    add(parameters, info, parse_value(info, std::string_view(assignment).substr(equals + 1)));
  }
  add_defaults(parameters, known);
  return parameters;
}

std::string to_text(const Value& value) {
  if (const auto* word = std::get_if<std::string>(&value)) return *word;
  if (const auto* number = std::get_if<double>(&value)) return number_text(*number);
  std::string text;
  for (const double number : std::get<std::vector<double>>(value))
    text += (text.empty() ? "" : ",") + number_text(number);
  return text;
}

nlohmann::json to_json(const Parameters& parameters) {
  nlohmann::json json = nlohmann::json::object();
  for (const auto& [name, value] : parameters) {
    if (const auto* word = std::get_if<std::string>(&value)) json[name] = *word;
    if (const auto* number = std::get_if<double>(&value)) json[name] = number_json(*number);
    if (const auto* numbers = std::get_if<std::vector<double>>(&value)) json[name] = *numbers;
  }
  return json;
}

Parameters from_json(const std::vector<ParameterInfo>& known, const nlohmann::json& json) {
  if (!json.is_object()) throw core::Error("parameters: an object expected");
  Parameters parameters;
  for (const auto& [name, value] : json.items()) {
    const ParameterInfo& info = find(known, name);
    add(parameters, info, value_from_json(info, value));
  }
  add_defaults(parameters, known);
  return parameters;
}

}  // namespace coopseg::artifact
