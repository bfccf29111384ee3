#pragma once

#include <array>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace coopseg::artifact {

using Row = std::array<double, 3>;  ///< x, y, z
using Rows = std::vector<Row>;

/// A number, a list of numbers, rows of three numbers or a word.
using Value = std::variant<double, std::vector<double>, Rows, std::string>;

/// The parameters of one corruption by name. They say all that `apply` needs, so they are what provenance keeps.
using Parameters = std::map<std::string, Value>;

double number(const Parameters& parameters, const std::string& name);
const std::vector<double>& numbers(const Parameters& parameters, std::string_view name);
const Rows& rows(const Parameters& parameters, std::string_view name);
/// The word that stands there, "" where there is a number.
std::string word(const Parameters& parameters, const std::string& name);

/// Written N, N, "N,N,N", "N,N,N;N,N,N", and a word.
enum class Kind { number, integer, numbers, rows, word };

/// What a parameter may be.
struct ParameterInfo {
  std::string name;     ///< TorchIO's, with dashes, where it has the parameter
  std::string meaning;  ///< for the help
  Kind kind = Kind::number;
  double low = 0.0;  ///< every number lies in [low, high]
  double high = 0.0;
  std::vector<std::string> words{};      ///< accepted instead of numbers; "none" of a list is the empty list
  std::optional<Value> default_value{};  ///< nullopt: must be given
};

/// The description called `name`. Throws core::Error with the nearest known name.
const ParameterInfo& find(const std::vector<ParameterInfo>& known, std::string_view name);

/// Reads a value of the kind that `info` asks for and checks it. Throws core::Error: not a number, out of range (with
/// the range).
Value parse_value(const ParameterInfo& info, std::string_view text);

/// Throws core::Error with the range unless every number of `value` lies in it.
void check_value(const ParameterInfo& info, const Value& value);

/// Reads assignments "NAME=VALUE"; parameters that are not named take their defaults. Throws core::Error as `find` and
/// `parse_value`, and for a name given twice or missing.
Parameters parse(const std::vector<ParameterInfo>& known, const std::vector<std::string>& assignments);

/// Gives the parameters that are missing their defaults. Throws core::Error where one has none.
void add_defaults(Parameters& parameters, const std::vector<ParameterInfo>& known);

/// VALUE as `parse` reads it, with as many digits as give the same number back.
std::string to_text(const Value& value);

/// What a parameter may be, for the help and for messages: "a whole number from 0 to 10".
std::string allowed(const ParameterInfo& info);

/// {"coefficients": [0.1, 0.2], "order": 1}; reading checks as `parse` does.
nlohmann::json to_json(const Parameters& parameters);
Parameters parameters_from_json(const std::vector<ParameterInfo>& known, const nlohmann::json& json);

}  // namespace coopseg::artifact
