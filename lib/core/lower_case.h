#pragma once

#include <algorithm>
#include <string>

namespace coopseg::core {

/// With small letters in place of the capitals of ASCII.
inline std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

}  // namespace coopseg::core
