#pragma once

#include <cstdint>
#include <string_view>

#include "study/grid.h"

namespace coopseg::slices {

/// The in-plane size that a network sees, in pixels.
struct SliceSize {
  std::int64_t x = 0;
  std::int64_t y = 0;
  bool operator==(const SliceSize&) const = default;
};

/// Which part of a slice a network sees: `centre`, a crop or zero pad to the model's size about the slice's centre, as
/// published; `whole`, the slice zero-padded to multiples of 16; or `heart`, the model's size about the heart, which
/// segmentation/heart_field.h finds.
enum class FieldKind { centre, whole, heart };

/// "centre", "whole" or "heart"; another name is an Error that lists them.
FieldKind parse_field(std::string_view name);

/// Where the network's window lies on the slices of a grid: window pixel (x, y) is slice pixel (x + offset_x,
/// y + offset_y), which may lie outside of the slice. offset = floor((slice size - window size) / 2).
struct Field {
  SliceSize size;
  std::int64_t offset_x = 0;
  std::int64_t offset_y = 0;
  bool operator==(const Field&) const = default;
};

/// `heart` is as `centre` here.
Field field_on(const study::Grid& grid, FieldKind kind, SliceSize model_size);

}  // namespace coopseg::slices
