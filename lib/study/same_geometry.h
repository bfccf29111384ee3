#pragma once

#include <string_view>

#include "study/grid.h"

namespace coopseg::study {

/// Throws Error with both values and the tolerance unless the grids agree: size exactly, spacing and origin within
/// 1e-3 of a voxel, direction within 1e-4. `first` and `second` name the two for the message.
void check_same_geometry(const Grid& a, std::string_view first, const Grid& b, std::string_view second);

}  // namespace coopseg::study
