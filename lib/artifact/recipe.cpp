#include "artifact/recipe.h"

#include <algorithm>
#include <boost/property_tree/ini_parser.hpp>
#include <functional>
#include <regex>
#include <sstream>
#include <vector>

#include "artifact/registry.h"
#include "core/error.h"
#include "core/joined.h"
#include "core/nearest_name.h"

namespace coopseg::artifact {
namespace {

using Texts = std::map<std::string, std::string>;

const std::vector<std::string> head_keys = {"name", "version", "seed", "copies", "axes", "geometry", "before", "after"};
const std::string forms = "a value, uniform(a,b), integer(a,b) or choice(a,b,...) expected";

/// uniform(a,b), integer(a,b) or choice(a,b,...).
struct Distribution {
  std::string kind;
  std::vector<std::string> options;
};

/// A number of a distribution, exactly.
double number_of(const std::string& text) {
  return std::get<double>(parse_value({.name = "distribution", .meaning = "", .low = -1e15, .high = 1e15}, text));
}

Distribution distribution_of(const std::smatch& match) {
  Distribution distribution{match[1], {}};
  std::istringstream options(match[2]);
  for (std::string option; std::getline(options, option, ',');)
    distribution.options.push_back(std::regex_replace(option, std::regex("^ +| +$"), ""));
  const bool two = distribution.options.size() == 2;
  if (distribution.options.empty() || (distribution.kind != "choice" && !two))
    throw core::Error("'" + match[0].str() + "' found, " + forms);
  if (distribution.kind != "choice" && number_of(distribution.options[0]) > number_of(distribution.options[1]))
    throw core::Error("'" + match[0].str() + "' found, the smaller number comes first");
  return distribution;
}

/// `text` with what `pick` gives in the place of every distribution.
std::string filled(const std::string& text, const std::function<std::string(const Distribution&)>& pick) {
  static const std::regex pattern(R"((uniform|integer|choice)\(([^()]*)\))");
  std::string result;
  auto rest = text.begin();
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    result.append(rest, (*match)[0].first);
    result += pick(distribution_of(*match));
    rest = (*match)[0].second;
  }
  result.append(rest, text.end());
  if (result.find('(') != std::string::npos) throw core::Error("'" + text + "' found, " + forms);
  return result;
}

std::string draw_one(core::RandomStream& random, const Distribution& distribution) {
  const auto& options = distribution.options;
  if (distribution.kind == "choice")
    return options[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(options.size()) - 1))];
  const double low = number_of(options[0]);
  const double high = number_of(options[1]);
  if (distribution.kind == "uniform") return to_text(random.uniform(low, high));
  return to_text(static_cast<double>(random.integer(static_cast<std::int64_t>(low), static_cast<std::int64_t>(high))));
}

using Fill = std::function<std::string(const std::string& text)>;

/// The parameters in the order of the artifact.
Parameters fill_parameters(const Artifact& artifact, const Texts& texts, const Fill& fill) {
  Parameters parameters;
  for (const ParameterInfo& info : artifact.parameters) {
    const auto text = texts.find(info.name);
    if (text != texts.end())
      core::in_context(info.name, [&] { parameters.emplace(info.name, parse_value(info, fill(text->second))); });
  }
  add_defaults(parameters, artifact.parameters);
  return parameters;
}

/// The range of every option of every distribution, the ends of ranges among them, and whether the first ones agree.
void check_section(const Artifact& artifact, const Texts& texts) {
  for (const auto& [name, text] : texts) find(artifact.parameters, name);
  std::size_t most = 1;
  for (std::size_t i = 0; i < most; ++i) {
    const Parameters parameters = fill_parameters(artifact, texts, [&](const std::string& text) {
      return filled(text, [&](const Distribution& distribution) {
        most = std::max(most, distribution.options.size());
        return distribution.options[std::min(i, distribution.options.size() - 1)];
      });
    });
    if (i == 0) artifact.is_identity(parameters);
  }
}

double head_number(const Texts& head, const std::string& key, double low, double high) {
  const ParameterInfo info{.name = key, .meaning = "", .kind = Kind::integer, .low = low, .high = high};
  const auto text = head.find(key);
  if (text == head.end()) throw core::Error(key + ": not given, " + allowed(info) + " expected");
  return std::get<double>(parse_value(info, text->second));
}

boost::property_tree::ptree parse_ini(const std::string& text) {
  boost::property_tree::ptree tree;
  std::istringstream stream(text);
  try {
    read_ini(stream, tree);
  } catch (const boost::property_tree::ini_parser_error& error) {
    throw core::Error("line " + std::to_string(error.line()) + ": " + error.message());
  }
  return tree;
}

}  // namespace

Recipe parse_recipe(const std::string& text) {
  Recipe recipe;
  Texts head;
  for (const auto& [key, value] : parse_ini(text)) {
    if (value.empty()) {
      if (std::ranges::find(head_keys, key) == head_keys.end())
        throw core::Error("unknown key '" + key + "'" + core::suggestion(key, head_keys));
      head[key] = value.data();
      continue;
    }
    core::in_context("[" + key + "]", [&] {
      for (const auto& [name, parameter] : value) recipe.artifacts[key][name] = parameter.data();
      check_section(find(key), recipe.artifacts[key]);
    });
  }
  for (const char* key : {"name", "version"})
    if (!head.contains(key)) throw core::Error(std::string(key) + ": not given");
  if (recipe.artifacts.empty()) throw core::Error("no artifact found, a section [NAME] expected");
  recipe.name = head["name"];
  recipe.version = head["version"];
  recipe.seed = static_cast<std::uint64_t>(head_number(head, "seed", 0, 1e15));
  recipe.copies = static_cast<int>(head_number(head, "copies", 1, 1e9));
  recipe.setting = parse_setting(head);
  return recipe;
}

void check_choice(const Recipe& recipe, const std::string& artifact, int copy) {
  std::vector<std::string> names;
  for (const auto& [name, parameters] : recipe.artifacts) names.push_back(name);
  if (!recipe.artifacts.contains(artifact))
    throw core::Error("artifact '" + artifact + "' is not in the recipe" + core::suggestion(artifact, names) +
                      "; there are: " + core::joined(names));
  if (copy < 1 || copy > recipe.copies)
    throw core::Error("copy " + std::to_string(copy) + " found, 1 to " + std::to_string(recipe.copies) + " expected");
}

Corruption draw(const Recipe& recipe, const std::string& artifact, std::uint64_t seed, int copy,
                const std::string& case_id) {
  check_choice(recipe, artifact, copy);
  Corruption corruption{.artifact = find(artifact), .parameters = {}, .setting = recipe.setting};
  core::RandomStream random(seed, copy, case_id, artifact);
  corruption.parameters =
      fill_parameters(corruption.artifact, recipe.artifacts.at(artifact), [&](const std::string& text) {
        return filled(text, [&](const Distribution& distribution) { return draw_one(random, distribution); });
      });
  corruption.drawn = {{"recipe", recipe.name},
                      {"recipe-version", recipe.version},
                      {"copy", std::to_string(copy)},
                      {"seed", std::to_string(seed)}};
  return corruption;
}

}  // namespace coopseg::artifact
