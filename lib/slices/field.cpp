#include "slices/field.h"

#include <array>

#include "core/named_values.h"

namespace coopseg::slices {
namespace {

constexpr std::int64_t depth_factor = 16;  // four halvings in the encoder

std::int64_t offset(std::int64_t slice, std::int64_t window) {
  const std::int64_t difference = slice - window;
  return difference >= 0 ? difference / 2 : -((1 - difference) / 2);
}

std::int64_t next_multiple(std::int64_t size) { return (size + depth_factor - 1) / depth_factor * depth_factor; }

}  // namespace

FieldKind parse_field(std::string_view name) {
  constexpr std::array<core::Named<FieldKind>, 3> kinds = {
      {{"centre", FieldKind::centre}, {"whole", FieldKind::whole}, {"heart", FieldKind::heart}}};
  return core::value_of(kinds, "field", name);
}

Field field_on(const study::Grid& grid, FieldKind kind, SliceSize model_size) {
  const SliceSize slice = {static_cast<std::int64_t>(grid.size[0]), static_cast<std::int64_t>(grid.size[1])};
  const SliceSize window =
      kind == FieldKind::whole ? SliceSize{next_multiple(slice.x), next_multiple(slice.y)} : model_size;
  return {window, offset(slice.x, window.x), offset(slice.y, window.y)};
}

}  // namespace coopseg::slices
