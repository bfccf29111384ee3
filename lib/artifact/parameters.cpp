#include "artifact/parameters.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/nearest_name.h"

namespace coopseg::artifact {
namespace {

const std::string none = "none";

std::string number_text(double value) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::string expected(const ParameterInfo& info) { return allowed(info) + " expected"; }

bool is_list(const ParameterInfo& info) { return info.kind == Kind::numbers || info.kind == Kind::rows; }

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; end != text.npos; text.remove_prefix(end == text.npos ? 0 : end + 1)) {
    end = text.find(separator);
    parts.push_back(text.substr(0, end));
  }
  return parts;
}

[[noreturn]] void refuse(const ParameterInfo& info, std::string_view text) {
  throw core::Error(info.name + ": '" + std::string(text) + "' found, " + expected(info));
}

double parse_number(const ParameterInfo& info, std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) refuse(info, text);
  return value;
}

std::vector<double> parse_numbers(const ParameterInfo& info, std::string_view text) {
  std::vector<double> list;
  for (const std::string_view part : split(text, ',')) list.push_back(parse_number(info, part));
  return list;
}

Rows parse_rows(const ParameterInfo& info, std::string_view text) {
  Rows list;
  for (const std::string_view part : split(text, ';')) {
    const std::vector<double> row = parse_numbers(info, part);
    if (row.size() != 3) refuse(info, part);
    list.push_back({row[0], row[1], row[2]});
  }
  return list;
}

Value read_value(const ParameterInfo& info, std::string_view text) {
  if (std::ranges::find(info.words, text) != info.words.end()) {
    if (info.kind == Kind::numbers) return std::vector<double>{};
    if (info.kind == Kind::rows) return Rows{};
    return std::string(text);
  }
  switch (info.kind) {
    case Kind::numbers:
      return parse_numbers(info, text);
    case Kind::rows:
      return parse_rows(info, text);
    case Kind::word:
      refuse(info, text);
    default:
      return parse_number(info, text);
  }
}

void check_number(const ParameterInfo& info, double value) {
  const bool in_range = value >= info.low && value <= info.high;
  if (!in_range || (info.kind == Kind::integer && value != std::floor(value)))
    throw core::Error(info.name + ": " + number_text(value) + " found, " + expected(info));
}

void add(Parameters& parameters, const ParameterInfo& info, const Value& value) {
  check_value(info, value);
  if (!parameters.emplace(info.name, value).second) throw core::Error(info.name + ": given twice");
}

nlohmann::json number_json(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
  return value;
}

bool holds_numbers(const nlohmann::json& json) {
  return json.is_array() && std::ranges::all_of(json, [](const nlohmann::json& item) { return item.is_number(); });
}

bool holds_rows(const nlohmann::json& json) {
  return json.is_array() &&
         std::ranges::all_of(json, [](const nlohmann::json& item) { return holds_numbers(item) && item.size() == 3; });
}

Value value_from_json(const ParameterInfo& info, const nlohmann::json& json) {
  if (json.is_string()) return read_value(info, json.get<std::string>());
  if (info.kind == Kind::numbers && holds_numbers(json)) return json.get<std::vector<double>>();
  if (info.kind == Kind::rows && holds_rows(json)) return json.get<Rows>();
  if (!is_list(info) && info.kind != Kind::word && json.is_number()) return json.get<double>();
  throw core::Error(info.name + ": " + json.dump() + " found, " + expected(info));
}

/// "a, b or c".
std::string alternatives(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return text;
}

}  // namespace

double number(const Parameters& parameters, const std::string& name) { return std::get<double>(parameters.at(name)); }

const std::vector<double>& numbers(const Parameters& parameters, std::string_view name) {
  return std::get<std::vector<double>>(parameters.at(std::string(name)));
}

const Rows& rows(const Parameters& parameters, std::string_view name) {
  return std::get<Rows>(parameters.at(std::string(name)));
}

std::string word(const Parameters& parameters, const std::string& name) {
  const auto* text = std::get_if<std::string>(&parameters.at(name));
  return text != nullptr ? *text : "";
}

const ParameterInfo& find(const std::vector<ParameterInfo>& known, std::string_view name) {
  const auto info = std::ranges::find(known, name, &ParameterInfo::name);
  if (info != known.end()) return *info;
  std::vector<std::string> names;
  for (const ParameterInfo& other : known) names.push_back(other.name);
  throw core::Error("unknown parameter '" + std::string(name) + "'" + core::suggestion(name, names));
}

Value parse_value(const ParameterInfo& info, std::string_view text) {
  Value value = read_value(info, text);
  check_value(info, value);
  return value;
}

void check_value(const ParameterInfo& info, const Value& value) {
  if (const auto* single = std::get_if<double>(&value)) check_number(info, *single);
  if (const auto* list = std::get_if<std::vector<double>>(&value))
    for (const double item : *list) check_number(info, item);
  if (const auto* list = std::get_if<Rows>(&value))
    for (const Row& row : *list)
      for (const double item : row) check_number(info, item);
}

std::string allowed(const ParameterInfo& info) {
  if (info.kind == Kind::word) return alternatives(info.words);
  std::string text = info.kind == Kind::numbers   ? "numbers"
                     : info.kind == Kind::rows    ? "rows of three numbers"
                     : info.kind == Kind::integer ? "a whole number"
                                                  : "a number";
  text += " from " + number_text(info.low) + " to " + number_text(info.high);
  if (!info.words.empty()) text += " or " + alternatives(info.words);
  return text;
}

Parameters parse(const std::vector<ParameterInfo>& known, const std::vector<std::string>& assignments) {
  Parameters parameters;
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos) throw core::Error("'" + assignment + "' found, PARAMETER=VALUE expected");
    const ParameterInfo& info = find(known, std::string_view(assignment).substr(0, equals));
    add(parameters, info, read_value(info, std::string_view(assignment).substr(equals + 1)));
  }
  add_defaults(parameters, known);
  return parameters;
}

void add_defaults(Parameters& parameters, const std::vector<ParameterInfo>& known) {
  for (const ParameterInfo& info : known) {
    if (parameters.contains(info.name)) continue;
    if (!info.default_value) throw core::Error(info.name + ": not given, " + expected(info));
    parameters.emplace(info.name, *info.default_value);
  }
}

std::string to_text(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* single = std::get_if<double>(&value)) return number_text(*single);
  std::string text;
  if (const auto* list = std::get_if<std::vector<double>>(&value))
    for (const double item : *list) text += (text.empty() ? "" : ",") + number_text(item);
  if (const auto* list = std::get_if<Rows>(&value))
    for (const auto& [x, y, z] : *list)
      text += (text.empty() ? "" : ";") + number_text(x) + "," + number_text(y) + "," + number_text(z);
  return text.empty() ? none : text;
}

nlohmann::json to_json(const Parameters& parameters) {
  nlohmann::json json = nlohmann::json::object();
  for (const auto& [name, value] : parameters) {
    if (const auto* text = std::get_if<std::string>(&value)) json[name] = *text;
    if (const auto* single = std::get_if<double>(&value)) json[name] = number_json(*single);
    if (const auto* list = std::get_if<std::vector<double>>(&value)) json[name] = *list;
    if (const auto* list = std::get_if<Rows>(&value)) json[name] = *list;
  }
  return json;
}

Parameters parameters_from_json(const std::vector<ParameterInfo>& known, const nlohmann::json& json) {
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
