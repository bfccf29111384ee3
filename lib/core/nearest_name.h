#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coopseg::core {

/// " (did you mean NAME?)" for the known name that is the fewest edits away (Levenshtein), "" where `known` is empty.
std::string suggestion(std::string_view name, const std::vector<std::string>& known);

}  // namespace coopseg::core
