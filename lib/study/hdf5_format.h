#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "study/hdf5.h"

/// The parts of a file that HDF5 1.10 decodes without looking where they end, so that a damaged file makes it crash or
/// never end: checked or decoded here. Source: HDF5 File Format Specification 3.0, III.E "Global Heap", IV.A "Object
/// Headers". Objects lie in a file that open_in_place opened; what is damaged is an Error.
namespace coopseg::study::hdf5 {

/// Throws Error unless every attribute of `object` lies within its place in the object's header.
void check_attributes(const Handle& object);

/// Throws Error unless the chunks of a chunked dataset of numbers hold values of `value_size` bytes.
void check_chunks(const Handle& dataset, std::size_t value_size);

/// Texts of variable length; `read(type, target)` reads the `count` values of `object` as `type`.
std::vector<std::string> read_variable_texts(const Handle& object, std::size_t count,
                                             const std::function<herr_t(hid_t type, void* target)>& read);

}  // namespace coopseg::study::hdf5
