#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace coopseg::artifact {

/// A number, a list of numbers or a word ("none").
using Value = std::variant<double, std::vector<double>, std::string>;

/// The parameters of one corruption by name. They say all that `apply` needs, so they are what provenance keeps.
using Parameters = std::map<std::string, Value>;

/// What a parameter may be.
struct ParameterInfo {
  std::string name;     ///< TorchIO's, with dashes
  std::string meaning;  ///< for the help
  double low = 0.0;     ///< every number lies in [low, high]
  double high = 0.0;
  bool integer = false;                  ///< numbers are whole
  bool list = false;                     ///< a list of numbers, otherwise one
  std::vector<std::string> words{};      ///< accepted instead of numbers
  std::optional<Value> default_value{};  ///< nullopt: must be given
};

/// Reads assignments "NAME=VALUE", lists as "1,2,3"; parameters that are not named take their defaults. Throws
/// core::Error: unknown name (with the nearest known one), not a number, out of range (with the range), twice, missing.
Parameters parse(const std::vector<ParameterInfo>& known, const std::vector<std::string>& assignments);

/// VALUE as `parse` reads it, with as many digits as give the same number back.
std::string to_text(const Value& value);

/// What a parameter may be, for the help and for messages: "a whole number from 0 to 10".
std::string allowed(const ParameterInfo& info);

/// {"coefficients": [0.1, 0.2], "order": 1}; reading checks as `parse` does.
nlohmann::json to_json(const Parameters& parameters);
Parameters from_json(const std::vector<ParameterInfo>& known, const nlohmann::json& json);

}  // namespace coopseg::artifact
