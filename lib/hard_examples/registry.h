#pragma once

#include <span>

#include "hard_examples/hard_branch.h"

namespace coopseg::hard_examples {

/// All methods of this folder.
std::span<const Method> methods();

/// The method of a name. Throws UsageError that lists all.
const Method& find(std::string_view name);

}  // namespace coopseg::hard_examples
