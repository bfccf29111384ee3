#pragma once

#include <array>

#include "core/random.h"
#include "phantom/heart.h"
#include "phantom/texture.h"

namespace coopseg::phantom {

/// What gives one signal in a cine image. Blood is that of the cavities and of all vessels.
enum class Tissue { air, lung, fat, muscle, bone, liver, spleen, stomach, fluid, blood, myocardium };
inline constexpr std::size_t tissues = 11;

/// What surrounds the heart in a short-axis slice, in the heart's axes (Place): skin, fat and chest wall with ribs,
/// lungs with vessels, diaphragm, liver, stomach and spleen, spine and aorta. mm and radians.
struct Thorax {
  std::array<double, 2> centre{};     ///< of the outline, x and y
  std::array<double, 2> half_axes{};  ///< of the outline, x and y
  std::array<double, 2> waviness{};   ///< of the outline, share of the radius at 2 and 3 waves
  double fat = 12;                    ///< mean thickness under the skin
  double chest_wall = 14;             ///< mean thickness of muscle and ribs
  double diaphragm = 58;              ///< y of its dome at the valve plane
  double diaphragm_slope = 0.4;       ///< how fast it rises towards the apex, mm per mm
  double liver_edge = 5;              ///< x where the liver ends and the stomach begins
  double mediastinum = 12;            ///< fat around the heart's left side, mm
  std::array<double, 2> aorta{};      ///< descending aorta, x and y
  double aorta_radius = 11;
  double spine_angle = 1.2;  ///< from the centre of the outline
  double rib_phase = 0;

  /// The tissue at a place outside of the heart. `fine` varies over a few mm, `coarse` over a few cm.
  Tissue tissue_at(const Place& place, const Texture& fine, const Texture& coarse) const;
};

Thorax draw_thorax(core::RandomStream& random);

}  // namespace coopseg::phantom
