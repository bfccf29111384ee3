#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "study/hdf5.h"

namespace coopseg::study::hdf5 {

/// Texts of variable length. HDF5 1.10 follows their references into the global heap without a check and crashes, or
/// never ends, on a damaged file; so it only hands out the references, which are followed and checked here.
/// `object` lies in a file made by open_image; `read(type, target)` reads its `count` values as `type`.
/// Source: HDF5 File Format Specification, III.E "Global Heap".
std::vector<std::string> read_variable_texts(const Handle& object, std::size_t count,
                                             const std::function<herr_t(hid_t type, void* target)>& read);

}  // namespace coopseg::study::hdf5
