#include "phantom/heart.h"

#include <array>
#include <cmath>
#include <numbers>

namespace coopseg::phantom {
namespace {

using std::numbers::pi;

constexpr double fullness = 2.4;
constexpr double apical_wall = 0.6;  // of the wall in the valve plane
constexpr double mm3_per_ml = 1000.0;

/// Share of the radius that is left at the share `t` of the way to the apex.
double taper(double t) { return t >= 0.0 && t < 1.0 ? std::sqrt(1.0 - std::pow(t, fullness)) : 0.0; }

/// Integral of taper^2 over t in [0, 1].
constexpr double mean_square_taper = fullness / (fullness + 1.0);

double epicardial_length(const Heart& heart) { return heart.length + apical_wall * heart.wall; }

double outline(const Heart& heart, double angle) {
  return heart.radius * (1.0 + heart.ellipticity * std::cos(2.0 * (angle - heart.ellipse_angle)));
}

/// Width of the RV at a direction and at the share `t` of its length, for a width of 1; 0 outside of its opening.
double rv_shape(const Heart& heart, double angle, double t) {
  if (t < 0.0 || t >= 1.0) return 0.0;
  const double opening = heart.rv_opening * (1.0 - 0.45 * t * t);
  const double u = std::remainder(angle - heart.rv_angle, 2.0 * pi) / opening;
  if (std::abs(u) >= 1.0) return 0.0;
  const double across = std::sqrt(1.0 - u * u);
  return std::sqrt((1.0 - t * t) * across) * across * (1.0 + heart.rv_skew * u);
}

/// The volume of the RV is linear * width + quadratic * width^2.
struct CrescentIntegrals {
  double linear = 0;
  double quadratic = 0;
};

CrescentIntegrals integrate_crescent(const Heart& heart) {
  constexpr int length_steps = 300;
  constexpr int angle_steps = 400;
  const double cell = heart.rv_length / length_steps * 2.0 * pi / angle_steps;
  CrescentIntegrals integrals;
  for (int i = 0; i < length_steps; ++i) {
    const double t = (i + 0.5) / length_steps;
    for (int k = 0; k < angle_steps; ++k) {
      const double angle = (k + 0.5) * 2.0 * pi / angle_steps;
      const double shape = rv_shape(heart, angle, t);
      if (shape == 0.0) continue;
      integrals.linear += shape * heart.epicardium(angle, heart.valve_plane + t * heart.rv_length) * cell;
      integrals.quadratic += 0.5 * shape * shape * cell;
    }
  }
  return integrals;
}

double rv_volume_mm3(const Heart& heart) {
  const auto [linear, quadratic] = integrate_crescent(heart);
  return heart.rv_width * (linear + quadratic * heart.rv_width);
}

/// The width that gives the RV this volume, all else unchanged.
double rv_width_for(const Heart& heart, double volume_mm3) {
  const auto [linear, quadratic] = integrate_crescent(heart);
  return (std::sqrt(linear * linear + 4.0 * quadratic * volume_mm3) - linear) / (2.0 * quadratic);
}

double lv_volume_mm3(const Heart& heart) {
  const double e = heart.ellipticity;
  return pi * heart.radius * heart.radius * (1.0 + 0.5 * e * e) * mean_square_taper * heart.length;
}

double epicardial_volume_mm3(const Heart& heart) {
  const double r = heart.radius;
  const double w = heart.wall;
  const double e = heart.ellipticity;
  const double s = heart.septal_excess;
  const double area = pi * (r * r * (1.0 + 0.5 * e * e) + 2.0 * r * w + w * w * (1.0 + 0.5 * s * s));
  return area * mean_square_taper * epicardial_length(heart);
}

/// The thickness that gives the wall this volume, all else unchanged, by bisection.
double wall_for(Heart heart, double volume_mm3) {
  double thin = 0.0;
  double thick = 100.0;
  for (int step = 0; step < 50; ++step) {
    heart.wall = 0.5 * (thin + thick);
    (epicardial_volume_mm3(heart) - lv_volume_mm3(heart) < volume_mm3 ? thin : thick) = heart.wall;
  }
  return heart.wall;
}

struct Range {
  double low;
  double high;
};

/// What is usual for a group of patients; volumes in mL, wall in mm.
struct Group {
  const char* name;
  Range edv;
  Range ejection_fraction;
  Range wall;
  Range slenderness;  ///< length over radius of the LV
  Range rv_share;     ///< end-diastolic volume of the RV over that of the LV
  Range rv_ejection_fraction;
};

constexpr std::array<Group, 5> groups = {{
    {"NOR", {100, 165}, {0.55, 0.70}, {8.5, 11.0}, {3.0, 3.7}, {0.95, 1.25}, {0.48, 0.65}},
    {"DCM", {180, 290}, {0.15, 0.38}, {8.0, 10.5}, {2.5, 3.1}, {0.65, 0.95}, {0.30, 0.50}},
    {"HCM", {85, 140}, {0.62, 0.78}, {13.0, 18.0}, {3.0, 3.7}, {0.85, 1.10}, {0.55, 0.70}},
    {"MINF", {130, 210}, {0.25, 0.45}, {8.5, 11.5}, {2.8, 3.3}, {0.75, 1.05}, {0.40, 0.60}},
    {"RV", {90, 150}, {0.50, 0.65}, {8.5, 11.0}, {3.1, 3.7}, {1.40, 2.00}, {0.30, 0.45}},
}};

double draw_in(core::RandomStream& random, const Range& range) { return random.uniform(range.low, range.high); }

Heart draw_end_diastole(core::RandomStream& random, const Group& group) {
  Heart heart;
  const double volume = draw_in(random, group.edv) * mm3_per_ml;
  const double slenderness = draw_in(random, group.slenderness);
  heart.ellipticity = random.uniform(0.0, 0.06);
  heart.ellipse_angle = random.uniform(0.0, pi);
  heart.radius =
      std::cbrt(volume / (pi * (1.0 + 0.5 * heart.ellipticity * heart.ellipticity) * mean_square_taper * slenderness));
  heart.length = slenderness * heart.radius;
  heart.wall = draw_in(random, group.wall);
  heart.septal_excess = random.uniform(-0.05, 0.25);
  heart.rv_length = heart.length * random.uniform(0.80, 0.95);
  heart.rv_angle = pi + random.uniform(-0.25, 0.45);
  heart.rv_opening = random.uniform(1.15, 1.40);
  heart.rv_skew = random.uniform(-0.35, 0.35);
  const double rv_volume = volume * draw_in(random, group.rv_share);
  heart.rv_width = rv_width_for(heart, rv_volume);
  return heart;
}

Heart contract(const Heart& ed, double ejection_fraction, double rv_ejection_fraction) {
  constexpr double usual_excursion = 14.0;  // mm at an ejection fraction of 0.6
  Heart es = ed;
  es.valve_plane = ed.valve_plane + usual_excursion * ejection_fraction / 0.6;
  es.length = ed.length - es.valve_plane;
  es.rv_length = ed.rv_length - es.valve_plane;
  es.radius = ed.radius * std::sqrt((1.0 - ejection_fraction) * ed.length / es.length);
  es.wall = wall_for(es, epicardial_volume_mm3(ed) - lv_volume_mm3(ed));
  es.rv_opening = 0.95 * ed.rv_opening;
  es.rv_width = rv_width_for(es, (1.0 - rv_ejection_fraction) * rv_volume_mm3(ed));
  return es;
}

}  // namespace

double Heart::endocardium(double angle, double z) const {
  return outline(*this, angle) * taper((z - valve_plane) / length);
}

double Heart::epicardium(double angle, double z) const {
  const double thickness = wall * (1.0 + septal_excess * std::cos(angle - pi));
  return (outline(*this, angle) + thickness) * taper((z - valve_plane) / epicardial_length(*this));
}

double Heart::rv_border(double angle, double z) const {
  return epicardium(angle, z) + rv_width * rv_shape(*this, angle, (z - valve_plane) / rv_length);
}

HeartPart Heart::part_at(const Place& place) const {
  const double distance = std::hypot(place.x, place.y);
  const double angle = std::atan2(place.y, place.x);
  if (distance < endocardium(angle, place.z)) return HeartPart::lv;
  if (distance < epicardium(angle, place.z)) return HeartPart::myo;
  return distance < rv_border(angle, place.z) ? HeartPart::rv : HeartPart::none;
}

Volumes Heart::volumes() const {
  const double lv = lv_volume_mm3(*this);
  return {.lv = lv / mm3_per_ml,
          .myo = (epicardial_volume_mm3(*this) - lv) / mm3_per_ml,
          .rv = rv_volume_mm3(*this) / mm3_per_ml};
}

BeatingHeart draw_heart(core::RandomStream& random, std::uint64_t number) {
  const Group& group = groups.at((number - 1) % groups.size());
  BeatingHeart heart{.group = group.name, .ed = draw_end_diastole(random, group), .es = {}};
  const double ejection_fraction = draw_in(random, group.ejection_fraction);
  heart.es = contract(heart.ed, ejection_fraction, draw_in(random, group.rv_ejection_fraction));
  return heart;
}

}  // namespace coopseg::phantom
