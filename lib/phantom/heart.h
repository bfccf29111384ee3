#pragma once

#include <array>
#include <cstdint>

#include "core/random.h"

namespace coopseg::phantom {

/// A place in the heart's own axes, mm: x towards the lateral wall of the LV (the septum and the RV lie at negative x),
/// y from anterior to inferior, z along the long axis of the LV from the valve plane at ED (0) towards the apex.
struct Place {
  double x = 0;
  double y = 0;
  double z = 0;
};

/// mL.
struct Volumes {
  double lv = 0;   ///< cavity, papillary muscles included
  double myo = 0;  ///< wall of the LV
  double rv = 0;   ///< cavity
};

/// What lies at a place; the first three are the labels of a study in their order there.
enum class HeartPart { none, lv, myo, rv };

/// LV and RV at one phase as analytic shapes around the long axis of the LV. With t the share of the way from the valve
/// plane to the apex, an outline has the radius outline(angle) * sqrt(1 - t^fullness): a half ellipsoid at fullness 2,
/// the bullet of a real LV a little above. The RV is a crescent on the outside of the wall, over `rv_opening` on both
/// sides of `rv_angle`.
struct Heart {
  double valve_plane = 0;  ///< z of the valves; above it (smaller z) lie atria and great vessels
  double radius = 25;      ///< of the LV cavity in the valve plane, mm
  double length = 85;      ///< of the LV cavity, mm
  double ellipticity = 0;  ///< radius * (1 + ellipticity cos 2(angle - ellipse_angle))
  double ellipse_angle = 0;
  double wall = 9;           ///< mean thickness of the wall in the valve plane, mm; 0.6 of it at the apex
  double septal_excess = 0;  ///< wall * (1 + septal_excess cos(angle - pi))
  double rv_width = 35;      ///< from the septum to the free wall in the valve plane, mm
  double rv_length = 70;     ///< mm
  double rv_angle = 3.1;     ///< direction of the RV's middle
  double rv_opening = 1.3;   ///< radians
  double rv_skew = 0;        ///< how far the RV bulges to one side, -1 to 1

  /// The part at a place.
  HeartPart part_at(const Place& place) const;
  /// Distance of the outer border of the wall (`epicardium`) or of the cavity from the axis, mm; 0 beyond the apex and
  /// above the valve plane.
  double endocardium(double angle, double z) const;
  double epicardium(double angle, double z) const;
  /// The same of the RV's outer border; equal to `epicardium` where there is no RV.
  double rv_border(double angle, double z) const;

  /// LV and wall in closed form, the RV by a midpoint rule in angle and length (relative error below 1e-4).
  Volumes volumes() const;
};

/// One subject's heart at end-diastole and end-systole.
struct BeatingHeart {
  const char* group = "NOR";  ///< as ACDC: NOR, DCM, HCM, MINF or RV
  Heart ed;
  Heart es;
};

/// Draws the subject of this number (from 1): the groups take turns, as they share ACDC; volumes, ejection fractions,
/// wall and shapes lie within what is usual for the group. The wall keeps its volume from ED to ES, the valve plane
/// moves towards the apex.
BeatingHeart draw_heart(core::RandomStream& random, std::uint64_t number);

}  // namespace coopseg::phantom
