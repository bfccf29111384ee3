#pragma once

#include <functional>
#include <string>

namespace coopseg::core {

/// "a, b, c": texts, or what `projection` makes of the elements.
template <class Range, class Projection = std::identity>
std::string joined(const Range& range, Projection projection = {}) {
  std::string text;
  for (const auto& element : range) text.append(text.empty() ? "" : ", ").append(std::invoke(projection, element));
  return text;
}

}  // namespace coopseg::core
