#pragma once

#include <span>

#include "hard_examples/hard_branch.h"

namespace coopseg::hard_examples {

/// All methods of this folder.
std::span<const Method> methods();

}  // namespace coopseg::hard_examples
