#include "study/same_preprocessing.h"

#include <nlohmann/json.hpp>

namespace coopseg::study {

bool same_preprocessing(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto parse = [](const std::string& text) { return nlohmann::json::parse(text, nullptr, false); };
  const nlohmann::json first = parse(a);
  const nlohmann::json second = parse(b);
  return !first.is_discarded() && !second.is_discarded() && first == second;
}

}  // namespace coopseg::study
