#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "phantom/heart.h"
#include "phantom/texture.h"
#include "phantom/thorax.h"

namespace coopseg::phantom {

/// A muscle in the LV cavity, a tapered rod along the long axis; part of the cavity in labels and volumes, as experts
/// draw it, but it looks like the wall.
struct PapillaryMuscle {
  double angle = 0;
  double distance = 0.6;  ///< from the axis, share of the cavity's radius
  double radius = 4;      ///< mm at its thickest
  double start = 0.2;     ///< share of the way from valve plane to apex
  double end = 0.7;
};

enum class Phase { ed, es };

/// A person: heart, surroundings and the small structures that make tissues look uneven.
struct Subject {
  BeatingHeart heart;
  Thorax thorax;
  std::vector<PapillaryMuscle> papillary_muscles;
  Texture fine;    ///< over 4 mm: vessels, trabeculae
  Texture medium;  ///< over 13 mm: unevenness within a tissue
  Texture coarse;  ///< over 45 mm: outlines of organs, flow

  const Heart& heart_at(Phase phase) const { return phase == Phase::ed ? heart.ed : heart.es; }
  Tissue tissue_at(Phase phase, const Place& place) const;
};

/// Draws a person, keyed by seed, site and number (from 1).
Subject draw_subject(std::uint64_t seed, std::string_view site, std::uint64_t number);

}  // namespace coopseg::phantom
