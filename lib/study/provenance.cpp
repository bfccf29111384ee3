#include "study/provenance.h"

#include <nlohmann/json.hpp>

#include "core/error.h"

namespace coopseg::study {

std::string append(const std::string& steps, const Step& step) {
  // Ordered, so that equal steps give equal text.
  nlohmann::ordered_json array = nlohmann::ordered_json::parse(steps, nullptr, false);
  if (!array.is_array()) throw core::Error("provenance: a JSON array is expected");
  nlohmann::ordered_json entry = {{"tool", step.tool}, {"version", step.version}};
  for (const auto& [name, value] : step.options) entry["options"][name] = value;
  for (const auto& [name, value] : step.digests) entry["digests"][name] = value;
  array.push_back(std::move(entry));
  return array.dump();
}

}  // namespace coopseg::study
