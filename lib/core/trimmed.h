#pragma once

#include <string>
#include <string_view>

namespace coopseg::core {

/// Without the white space at both ends.
inline std::string trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

}  // namespace coopseg::core
