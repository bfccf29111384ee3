#include "artifact/corruption.h"

#include <nlohmann/json.hpp>

#include "artifact/registry.h"
#include "core/error.h"

namespace coopseg::artifact {
namespace {

using Texts = std::map<std::string, std::string>;

Texts texts_from_json(const nlohmann::json& entry, const std::string& key) {
  Texts texts;
  for (const auto& [name, value] : entry.at(key).items()) texts[name] = value.get<std::string>();
  return texts;
}

}  // namespace

bool is_identity(const Corruption& corruption) {
  return !corruption.setting && corruption.artifact.is_identity(corruption.parameters);
}

void corrupt(const Corruption& corruption, const study::Grid& grid, std::span<float> image) {
  if (corruption.setting)
    apply_in(*corruption.setting, corruption.artifact, corruption.parameters, grid, image);
  else
    apply(corruption.artifact, corruption.parameters, grid, image);
}

void corrupt(const Corruption& corruption, study::Case& subject) {
  subject.require_image();
  core::in_context("/cases/" + subject.id, [&] { corrupt(corruption, subject.grid, *subject.image); });
  if (corruption.artifact.move_label == nullptr || !subject.label || is_identity(corruption)) return;
  move_label_in(corruption.setting.value_or(Setting{}), corruption.artifact, corruption.parameters, subject.grid,
                *subject.label);
}

std::vector<std::pair<std::string, std::string>> options_of(const Corruption& corruption) {
  std::vector<std::pair<std::string, std::string>> options = {{"artifact", corruption.artifact.name}};
  options.insert(options.end(), corruption.drawn.begin(), corruption.drawn.end());
  if (corruption.setting)
    for (const auto& text : texts_of(*corruption.setting)) options.push_back(text);
  for (const auto& [name, value] : corruption.parameters) options.emplace_back(name, to_text(value));
  return options;
}

nlohmann::json to_json(const std::string& id, const Corruption& corruption) {
  nlohmann::json entry = {{"case", id},
                          {"artifact", corruption.artifact.name},
                          {"parameters", to_json(corruption.parameters)},
                          {"drawn", corruption.drawn}};
  if (corruption.setting) entry["setting"] = texts_of(*corruption.setting);
  return entry;
}

Corruption corruption_from_json(const nlohmann::json& entry) {
  Corruption corruption{.artifact = find(entry.at("artifact").get<std::string>()), .parameters = {}};
  corruption.parameters = parameters_from_json(corruption.artifact.parameters, entry.at("parameters"));
  corruption.artifact.is_identity(corruption.parameters);  // refuses parameters that contradict each other
  if (entry.contains("drawn")) corruption.drawn = texts_from_json(entry, "drawn");
  if (entry.contains("setting")) corruption.setting = parse_setting(texts_from_json(entry, "setting"));
  return corruption;
}

std::map<std::string, Corruption> read_corruptions(const std::string& text) {
  std::map<std::string, Corruption> corruptions;
  try {
    const nlohmann::json file = nlohmann::json::parse(text);
    for (const nlohmann::json& entry : file.at("cases")) {
      const auto id = entry.at("case").get<std::string>();
      core::in_context("case '" + id + "'", [&] {
        if (!corruptions.emplace(id, corruption_from_json(entry)).second) throw core::Error("stands there twice");
      });
    }
  } catch (const nlohmann::json::exception& error) {
    throw core::Error("a file as --parameters writes it expected (" + std::string(error.what()) + ")");
  }
  return corruptions;
}

}  // namespace coopseg::artifact
