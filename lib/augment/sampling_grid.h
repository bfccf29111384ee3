#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "augment/elastic_deformation.h"
#include "augment/spatial_transform.h"
#include "slices/field.h"

namespace coopseg::augment {

/// Where each pixel of a view comes from: pixels of the slice, whose centres are whole numbers; each [H, W] of the
/// view.
struct SamplingGrid {
  std::vector<float> x;
  std::vector<float> y;
};

/// The grid of a map, and of a map and a displacement of the view's pixels: as published, the deformation comes after
/// the spatial transform, and where it leaves the padded field, it is reflected.
SamplingGrid sampling_grid(const AffineMap& map, slices::SliceSize field);
SamplingGrid sampling_grid(const AffineMap& map, const Displacement& displacement, slices::SliceSize field);

/// As published, what lies outside of the padded slice is its edge: keeps the places inside of the slice along each
/// axis on which it is at least as long as the padded field. Along others its edge is that of the zeros that pad it.
void repeat_edges(SamplingGrid& grid, slices::SliceSize slice, slices::SliceSize field);

/// Bilinear interpolation of a slice [y, x] at the places of the grid; zero outside of the slice.
void sample_image(std::span<const float> slice, slices::SliceSize size, const SamplingGrid& grid,
                  std::span<float> view);
/// The nearest pixel's label; 0 outside of the slice.
void sample_label(std::span<const std::int64_t> slice, slices::SliceSize size, const SamplingGrid& grid,
                  std::span<std::int64_t> view);

}  // namespace coopseg::augment
