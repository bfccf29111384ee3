#pragma once

#include <cstddef>

#include "study/hdf5.h"

namespace coopseg::study::hdf5 {

/// Throws Error unless the chunks of `dataset` are packed by deflate, shuffle and fletcher32 alone and each unpacks to
/// `chunk_bytes`: HDF5 1.10 reads on behind the end of one that unpacks to less. `shape` holds a voxel at least,
/// `chunk` has no zero, `stored` is what the file stores of all chunks.
void check_packed_chunks(const Handle& dataset, const Shape& shape, const Shape& chunk, std::size_t chunk_bytes,
                         std::size_t stored);

}  // namespace coopseg::study::hdf5
