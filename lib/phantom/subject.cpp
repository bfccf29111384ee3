#include "phantom/subject.h"

#include <array>
#include <cmath>
#include <numbers>

namespace coopseg::phantom {
namespace {

using std::numbers::pi;

constexpr double rv_wall = 3.0;           // mm
constexpr double vessel_wall = 2.0;       // mm
constexpr double trabeculated_rim = 3.5;  // mm of the cavities along their walls

bool in_papillary_muscle(const Subject& subject, const Heart& heart, const Place& place) {
  const double t = (place.z - heart.valve_plane) / heart.length;
  for (const PapillaryMuscle& muscle : subject.papillary_muscles) {
    const double share = (t - muscle.start) / (muscle.end - muscle.start);
    if (share <= 0.0 || share >= 1.0) continue;
    const double distance = muscle.distance * heart.endocardium(muscle.angle, place.z);
    const double radius = muscle.radius * std::sqrt(std::sin(pi * share)) * (0.8 + 0.3 * subject.fine.at(place));
    if (std::hypot(place.x - distance * std::cos(muscle.angle), place.y - distance * std::sin(muscle.angle)) < radius)
      return true;
  }
  return false;
}

/// Left atrium, right atrium, aortic root and pulmonary trunk, above the valve plane.
struct Chamber {
  double x;
  double y;
  double half_x;
  double half_y;
};

constexpr std::array<Chamber, 4> chambers_at_base = {
    {{8, 16, 30, 20}, {-52, 18, 26, 30}, {-16, -12, 15, 15}, {-30, -40, 15, 13}}};

Tissue base_of_heart(const Subject& subject, const Place& place, double above) {
  double nearest = 1e9;
  for (const Chamber& chamber : chambers_at_base) {
    const double grow = 1.0 + 0.15 * subject.coarse.at({.x = chamber.x, .y = chamber.y, .z = above});
    const double x = (place.x - chamber.x) / (grow * chamber.half_x);
    const double y = (place.y - chamber.y) / (grow * chamber.half_y);
    nearest = std::min(nearest, (std::hypot(x, y) - 1.0) * std::min(chamber.half_x, chamber.half_y));
  }
  if (nearest < 0.0) return Tissue::blood;
  if (nearest < vessel_wall) return Tissue::muscle;
  return nearest < 14.0 + 8.0 * subject.coarse.at(place) ? Tissue::fat : Tissue::air;
}

bool trabecula(const Subject& subject, const Place& place, double to_wall) {
  return to_wall < trabeculated_rim && subject.fine.at(place) > 0.25 + 0.5 * to_wall / trabeculated_rim;
}

/// Fat on the outside of the heart, thickest in the grooves between the ventricles.
double epicardial_fat(const Subject& subject, const Heart& heart, double angle, const Place& place) {
  const double groove = std::cos(2.0 * (angle - heart.rv_angle - 0.5 * pi));
  return 2.5 + 3.0 * std::max(0.0, groove) + 4.0 * subject.coarse.at(place);
}

}  // namespace

Tissue Subject::tissue_at(Phase phase, const Place& place) const {
  const Heart& now = heart_at(phase);
  if (place.z < now.valve_plane) {
    const Tissue base = base_of_heart(*this, place, now.valve_plane - place.z);
    return base == Tissue::air ? thorax.tissue_at(place, fine, coarse) : base;
  }
  const double distance = std::hypot(place.x, place.y);
  if (distance > 120.0) return thorax.tissue_at(place, fine, coarse);
  const double angle = std::atan2(place.y, place.x);
  const double endocardium = now.endocardium(angle, place.z);
  if (distance < endocardium) {
    const bool muscle = in_papillary_muscle(*this, now, place) || trabecula(*this, place, endocardium - distance);
    return muscle ? Tissue::myocardium : Tissue::blood;
  }
  const double epicardium = now.epicardium(angle, place.z);
  if (distance < epicardium) return Tissue::myocardium;
  const double rv_border = now.rv_border(angle, place.z);
  if (distance < rv_border) {
    const double to_wall = std::min(rv_border - distance, distance - epicardium + 3.0);
    return trabecula(*this, place, to_wall) ? Tissue::myocardium : Tissue::blood;
  }
  if (epicardium == 0.0) return thorax.tissue_at(place, fine, coarse);
  const double outside = distance - rv_border;
  if (rv_border > epicardium && outside < rv_wall) return Tissue::myocardium;
  if (outside < epicardial_fat(*this, now, angle, place)) return Tissue::fat;
  return thorax.tissue_at(place, fine, coarse);
}

Subject draw_subject(std::uint64_t seed, std::string_view site, std::uint64_t number) {
  core::RandomStream shape(seed, site, number, "anatomy");
  core::RandomStream texture(seed, site, number, "texture");
  Subject subject{.heart = draw_heart(shape, number),
                  .thorax = draw_thorax(shape),
                  .papillary_muscles = {},
                  .fine = Texture(texture, 4.0),
                  .medium = Texture(texture, 13.0),
                  .coarse = Texture(texture, 45.0)};
  for (const double angle : {-0.6, 0.9})  // anterolateral and posteromedial
    subject.papillary_muscles.push_back({.angle = angle + shape.uniform(-0.3, 0.3),
                                         .distance = shape.uniform(0.52, 0.68),
                                         .radius = shape.uniform(3.5, 5.5),
                                         .start = shape.uniform(0.15, 0.3),
                                         .end = shape.uniform(0.6, 0.8)});
  return subject;
}

}  // namespace coopseg::phantom
