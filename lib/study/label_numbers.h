#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "study/grid.h"

namespace coopseg::study {

/// What the numbers in a label file mean: number to class of class_names. 0 is background.
using LabelNumbers = std::map<long, std::uint8_t>;

/// The numbers of our own labels, as text.
inline constexpr const char* default_labels = "1=LV,2=MYO,3=RV";

/// Reads the text of --labels, for instance "1=RV,2=MYO,3=LV": NUMBER=NAME with a name of class_names; several
/// numbers may mean one class. Throws Error that shows the part at fault.
LabelNumbers parse_labels(const std::string& text);

/// Classes of label voxels [z, y, x] as they were read from a file. Throws Error with the index of the first voxel
/// whose value is no integer (within 1e-3) or is not named.
std::vector<std::uint8_t> classes_of(std::span<const float> voxels, const LabelNumbers& numbers, const Grid& grid);

}  // namespace coopseg::study
