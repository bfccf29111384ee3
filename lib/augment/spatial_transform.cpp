#include "augment/spatial_transform.h"

#include <cmath>
#include <numbers>

namespace coopseg::augment {
namespace {

constexpr double degree = std::numbers::pi / 180.0;

double centre(std::int64_t count) { return 0.5 * static_cast<double>(count - 1); }

}  // namespace

SpatialTransform draw_spatial(core::RandomStream& random) {
  SpatialTransform transform;
  transform.flip_x = random.chance(0.2);
  transform.flip_y = random.chance(0.2);
  transform.rotation = random.uniform(-15.0, 15.0) * degree + static_cast<double>(random.integer(0, 7)) * 45.0 * degree;
  transform.shift_x = random.uniform(-0.1, 0.1);
  transform.shift_y = random.uniform(-0.1, 0.1);
  transform.zoom_x = random.uniform(0.8, 1.1);
  transform.zoom_y = random.uniform(0.8, 1.1);
  return transform;
}

AffineMap source_map(const SpatialTransform& transform, slices::SliceSize slice, slices::SliceSize field) {
  const double cosine = std::cos(transform.rotation);
  const double sine = std::sin(transform.rotation);
  const double flip_x = transform.flip_x ? -1.0 : 1.0;
  const double flip_y = transform.flip_y ? -1.0 : 1.0;
  const double origin_x = centre(field.x) + transform.shift_x * static_cast<double>(field.x);
  const double origin_y = centre(field.y) + transform.shift_y * static_cast<double>(field.y);
  AffineMap map;
  map.xx = flip_x * cosine * transform.zoom_x;
  map.xy = flip_x * sine * transform.zoom_y;
  map.yx = -flip_y * sine * transform.zoom_x;
  map.yy = flip_y * cosine * transform.zoom_y;
  map.x0 = centre(slice.x) - map.xx * origin_x - map.xy * origin_y;
  map.y0 = centre(slice.y) - map.yx * origin_x - map.yy * origin_y;
  return map;
}

}  // namespace coopseg::augment
