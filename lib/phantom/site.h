#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "phantom/thorax.h"

namespace coopseg::phantom {

/// How a site's scanner makes images. Signals and noise are relative to the blood of site a.
struct Site {
  std::string_view name;    ///< "a"
  std::string_view vendor;  ///< of the manifest
  std::array<double, tissues> signal;
  double spacing;        ///< in plane, mm
  double slice_spacing;  ///< from slice to slice, mm; a fifth of it is gap
  int matrix;            ///< voxels along x and y
  double blur;           ///< point spread in plane, full width at half maximum, mm
  double noise;          ///< deviation of each of the two channels
  double coil;           ///< fall of the receive sensitivity, per 150 mm away from the coil
  double shading;        ///< amplitude of its smooth unevenness
  double view;           ///< rotation of the image about the heart, degrees
  double gain;           ///< stored number of a signal of 1
};

/// Sites a to e.
const std::vector<Site>& sites();

/// Throws core::Error with the names there are.
const Site& find_site(std::string_view name);

}  // namespace coopseg::phantom
