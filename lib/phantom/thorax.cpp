#include "phantom/thorax.h"

#include <cmath>
#include <numbers>

namespace coopseg::phantom {
namespace {

using std::numbers::pi;

bool in_ellipse(const Place& place, double x, double y, double half_x, double half_y) {
  const double u = (place.x - x) / half_x;
  const double v = (place.y - y) / half_y;
  return u * u + v * v < 1.0;
}

/// Direction and distance of a place from the centre of the outline, and the outline's radius there.
struct Polar {
  double angle;
  double distance;
  double outline;
};

Polar polar_of(const Thorax& thorax, const Place& place) {
  const double x = place.x - thorax.centre[0];
  const double y = place.y - thorax.centre[1];
  const double angle = std::atan2(y, x);
  // A superellipse of power 3: flatter sides than an ellipse, as a chest has.
  const double along_x = std::abs(std::cos(angle)) / thorax.half_axes[0];
  const double along_y = std::abs(std::sin(angle)) / thorax.half_axes[1];
  const double inverse = std::cbrt(along_x * along_x * along_x + along_y * along_y * along_y);
  const double waves = 1.0 + thorax.waviness[0] * std::cos(2.0 * angle + thorax.rib_phase) +
                       thorax.waviness[1] * std::cos(3.0 * angle - thorax.rib_phase);
  return {.angle = angle, .distance = std::hypot(x, y), .outline = waves / inverse};
}

Tissue chest_wall_at(const Thorax& thorax, const Polar& polar, double share, double z, double uneven) {
  const double along = std::sin(polar.angle * 7.0 + thorax.rib_phase + z / 11.0 + uneven);
  const bool rib = along > 0.35 && share > 0.45 && share < 0.95;
  if (rib) return along > 0.5 && share > 0.52 && share < 0.88 ? Tissue::bone : Tissue::lung;  // marrow, dark cortex
  return share + 0.35 * uneven > 0.22 && share + 0.35 * uneven < 0.36 ? Tissue::fat : Tissue::muscle;
}

/// Fat between the heart and the chest wall on the side of the RV, with streaks of tissue; it narrows towards the apex.
bool in_mediastinum(const Thorax& thorax, const Place& place, double uneven) {
  const double width = (27.0 + thorax.mediastinum) * (1.0 + 0.35 * uneven) * std::exp(-place.z / 90.0);
  return in_ellipse(place, -58.0 + 0.2 * place.z, 4.0 + 0.4 * place.z, width, 1.25 * width);
}

/// Loops of bowel with contents of all sorts in fat.
Tissue bowel_at(const Place& place, const Texture& fine) {
  const double loops = fine.at({.x = 0.16 * place.x, .y = 0.22 * place.y, .z = 0.12 * place.z});
  if (loops > 0.45) return Tissue::fluid;
  if (loops > 0.2) return Tissue::stomach;
  return loops > -0.25 ? Tissue::muscle : Tissue::fat;
}

Tissue abdomen_at(const Thorax& thorax, const Place& place, double depth, const Texture& fine, const Texture& coarse) {
  if (depth < 2.5) return Tissue::fat;
  if (depth > 75.0 + 25.0 * coarse.at(place)) return bowel_at(place, fine);
  const double edge = thorax.liver_edge + 0.2 * place.z + 14.0 * coarse.at(place);
  if (place.x < edge) {
    const Place stretched = {.x = 0.4 * place.x, .y = 0.7 * place.y, .z = 0.5 * place.z};
    return fine.at(stretched) > 0.72 && depth > 10.0 ? Tissue::blood : Tissue::liver;
  }
  if (place.x < edge + 6.0) return Tissue::fat;
  if (in_ellipse(place, edge + 42.0, thorax.diaphragm + 20.0 - 0.3 * place.z, 34.0, 26.0)) {
    if (in_ellipse(place, edge + 42.0, thorax.diaphragm + 20.0 - 0.3 * place.z, 30.0, 22.0))
      return coarse.at(place) > 0.15 ? Tissue::fluid : Tissue::stomach;
    return Tissue::muscle;
  }
  return coarse.at({.x = place.x, .y = place.y, .z = place.z + 40.0}) > 0.1 ? Tissue::fat : Tissue::spleen;
}

}  // namespace

Tissue Thorax::tissue_at(const Place& place, const Texture& fine, const Texture& coarse) const {
  const Polar polar = polar_of(*this, place);
  double depth = polar.outline - polar.distance;
  if (depth < 0.0) return Tissue::air;
  if (depth < 2.0) return Tissue::muscle;  // skin
  const double local_fat = fat * (1.0 + 0.45 * std::sin(2.0 * polar.angle + rib_phase) + 0.25 * coarse.at(place));
  depth -= 2.0 + local_fat;
  if (depth < 0.0) return Tissue::fat;
  const double uneven = coarse.at(place);
  const double wall = chest_wall * (1.0 + 0.5 * std::sin(polar.angle + 2.0 * rib_phase) + 0.4 * uneven);
  if (depth < wall) return chest_wall_at(*this, polar, depth / wall, place.z, uneven);

  const double spine_distance = polar.outline - fat - chest_wall - 16.0;
  const double spine_x = centre[0] + spine_distance * std::cos(spine_angle);
  const double spine_y = centre[1] + spine_distance * std::sin(spine_angle);
  if (in_ellipse(place, spine_x, spine_y, 22.0, 18.0))
    return in_ellipse(place, spine_x, spine_y, 20.0, 16.0) ? Tissue::bone : Tissue::lung;
  if (in_ellipse(place, spine_x + 24.0, spine_y + 12.0, 9.0, 7.0)) return Tissue::fluid;
  if (in_ellipse(place, spine_x + 26.0, spine_y + 10.0, 24.0, 20.0)) return Tissue::muscle;
  if (in_ellipse(place, aorta[0], aorta[1], aorta_radius, aorta_radius)) return Tissue::blood;
  if (in_ellipse(place, aorta[0], aorta[1], aorta_radius + 1.8, aorta_radius + 1.8)) return Tissue::muscle;

  const double dome = diaphragm - diaphragm_slope * place.z + 0.0022 * std::pow(place.x - 10.0, 2);
  if (place.y > dome) return abdomen_at(*this, place, place.y - dome, fine, coarse);
  if (in_mediastinum(*this, place, uneven)) {
    const Place stretched = {.x = place.x / 4.0, .y = place.y / 2.5, .z = place.z / 4.0};
    return fine.at(stretched) > 0.35 ? Tissue::muscle : Tissue::fat;
  }
  const double near_hilum = std::exp(-std::pow(std::hypot(place.x - 15.0, place.y + 15.0) / 60.0, 2));
  const Place stretched = {.x = 0.8 * place.x, .y = 0.55 * place.y, .z = 0.4 * place.z};
  return fine.at(stretched) > 0.80 - 0.2 * near_hilum ? Tissue::blood : Tissue::lung;
}

Thorax draw_thorax(core::RandomStream& random) {
  Thorax thorax;
  thorax.half_axes = {random.uniform(112.0, 138.0), random.uniform(165.0, 215.0)};
  thorax.centre = {random.uniform(-22.0, 2.0), random.uniform(8.0, 34.0)};
  thorax.waviness = {random.uniform(-0.03, 0.03), random.uniform(-0.03, 0.03)};
  thorax.fat = random.uniform(7.0, 24.0);
  thorax.chest_wall = random.uniform(11.0, 17.0);
  thorax.diaphragm = random.uniform(48.0, 62.0);
  thorax.diaphragm_slope = random.uniform(0.3, 0.55);
  thorax.liver_edge = random.uniform(-15.0, 20.0);
  thorax.mediastinum = random.uniform(0.0, 12.0);
  thorax.aorta = {random.uniform(38.0, 56.0), random.uniform(44.0, 62.0)};
  thorax.aorta_radius = random.uniform(9.5, 13.0);
  thorax.spine_angle = random.uniform(0.75, 1.15);
  thorax.rib_phase = random.uniform(0.0, 2.0 * pi);
  return thorax;
}

}  // namespace coopseg::phantom
