#include "model_file/about.h"

#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "model_file/model_file.h"

namespace coopseg::model_file {
namespace {

using Json = nlohmann::ordered_json;

/// JSON in a text of the file; null for "", the text itself where it is none.
Json parsed(const std::string& text) {
  if (text.empty()) return {};
  Json json = Json::parse(text, nullptr, false);
  return json.is_discarded() ? Json(text) : json;
}

/// "name = value" lines as an object.
Json options_of(const std::string& config) {
  Json options = Json::object();
  for (std::size_t begin = 0; begin < config.size();) {
    const std::size_t end = std::min(config.find('\n', begin), config.size());
    const std::string line = config.substr(begin, end - begin);
    if (const std::size_t equals = line.find(" = "); equals != std::string::npos)
      options[line.substr(0, equals)] = line.substr(equals + 3);
    begin = end + 1;
  }
  return options;
}

Json about(const core::Input& input) {
  const ModelInfo info = core::in_context(input.name, [&] { return read_info(study::hdf5::open_file(input.bytes)); });
  const Json options = options_of(info.config);
  return {{"digest", core::digest(input.bytes)},
          {"network", std::string(nn::name_of(info.architecture.network))},
          {"variant", std::string(nn::name_of(info.architecture.variant))},
          {"base_width", info.architecture.base_width},
          {"names", info.names},
          {"spacing_mm", info.spacing},
          {"size", info.size},
          {"preprocessing", parsed(info.preprocessing)},
          {"quality_threshold", info.quality_threshold ? Json(*info.quality_threshold) : Json()},
          {"note", options.value("note", Json())},
          {"trained_on", parsed(info.trained_on)},
          {"validation", parsed(info.validation)},
          {"options", options},
          {"provenance", parsed(info.provenance)}};
}

std::string for_people(const Json& value) {
  if (value.is_null()) return "not said";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

std::string about_json(const core::Input& input) { return about(input).dump(2) + '\n'; }

std::string about_text(const core::Input& input) {
  const Json json = about(input);
  std::string text = input.name + '\n';
  for (const auto& [key, value] : json.items()) {
    if (key != "trained_on" && key != "options" && key != "provenance") {
      text += key + ": " + for_people(value) + '\n';
      continue;
    }
    text += key + ":" + (value.is_structured() ? "\n" : " " + for_people(value) + "\n");
    if (!value.is_structured()) continue;
    for (const auto& [name, part] : value.items()) text += "  " + name + ": " + for_people(part) + '\n';
  }
  return text;
}

}  // namespace coopseg::model_file
