#include "study/provenance.h"

#include <nlohmann/json.hpp>

#include "core/error.h"

namespace coopseg::study {

namespace {

// Ordered, so that equal steps give equal text.
nlohmann::ordered_json parse(const std::string& steps) {
  nlohmann::ordered_json array = nlohmann::ordered_json::parse(steps, nullptr, false);
  if (!array.is_array()) throw core::Error("a JSON array of steps is expected");
  return array;
}

}  // namespace

void check_provenance(const std::string& steps) { parse(steps); }

std::string append(const std::string& steps, const Step& step) {
  nlohmann::ordered_json array = core::in_context("provenance", [&] { return parse(steps); });
  nlohmann::ordered_json entry = {{"tool", step.tool}, {"version", step.version}};
  for (const auto& [name, value] : step.options) entry["options"][name] = value;
  for (const auto& [name, value] : step.digests) entry["digests"][name] = value;
  array.push_back(std::move(entry));
  return array.dump();
}

std::string digests_of(const std::string& steps) {
  const nlohmann::ordered_json array = core::in_context("provenance", [&] { return parse(steps); });
  if (array.empty() || !array.back().is_object()) throw core::Error("provenance: holds no step");
  return array.back().value("digests", nlohmann::ordered_json::object()).dump();
}

}  // namespace coopseg::study
