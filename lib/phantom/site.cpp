#include "phantom/site.h"

#include <algorithm>

#include "core/error.h"
#include "core/joined.h"

namespace coopseg::phantom {

const std::vector<Site>& sites() {
  // Signals: air, lung, fat, muscle, bone, liver, spleen, stomach, fluid, blood, myocardium.
  static const std::vector<Site> known = {
      {.name = "a",
       .vendor = "A",
       .signal = {0.0, 0.03, 0.50, 0.22, 0.30, 0.30, 0.38, 0.25, 0.90, 1.00, 0.28},
       .spacing = 1.5625,
       .slice_spacing = 10.0,
       .matrix = 216,
       .blur = 1.9,
       .noise = 0.02,
       .coil = 0.45,
       .shading = 0.12,
       .view = 0.0,
       .gain = 330.0},
      {.name = "b",
       .vendor = "B",
       .signal = {0.0, 0.05, 0.80, 0.32, 0.50, 0.48, 0.55, 0.40, 1.10, 0.95, 0.42},
       .spacing = 1.25,
       .slice_spacing = 8.0,
       .matrix = 256,
       .blur = 1.5,
       .noise = 0.055,
       .coil = 0.7,
       .shading = 0.25,
       .view = 25.0,
       .gain = 1800.0},
      {.name = "c",
       .vendor = "C",
       .signal = {0.0, 0.06, 0.48, 0.30, 0.35, 0.45, 0.50, 0.40, 0.70, 0.74, 0.43},
       .spacing = 1.40,
       .slice_spacing = 9.0,
       .matrix = 240,
       .blur = 3.0,
       .noise = 0.035,
       .coil = 0.5,
       .shading = 0.35,
       .view = -60.0,
       .gain = 900.0},
      {.name = "d",
       .vendor = "D",
       .signal = {0.0, 0.04, 0.45, 0.28, 0.28, 0.26, 0.36, 0.22, 0.95, 0.85, 0.36},
       .spacing = 1.80,
       .slice_spacing = 10.0,
       .matrix = 192,
       .blur = 2.8,
       .noise = 0.085,
       .coil = 0.7,
       .shading = 0.3,
       .view = 70.0,
       .gain = 140.0},
      {.name = "e",
       .vendor = "A",
       .signal = {0.0, 0.03, 0.20, 0.35, 0.18, 0.55, 0.62, 0.45, 1.00, 0.90, 0.52},
       .spacing = 1.33,
       .slice_spacing = 7.0,
       .matrix = 256,
       .blur = 1.7,
       .noise = 0.06,
       .coil = 1.0,
       .shading = 0.2,
       .view = -25.0,
       .gain = 2600.0},
  };
  return known;
}

const Site& find_site(std::string_view name) {
  const auto found = std::ranges::find(sites(), name, &Site::name);
  if (found != sites().end()) return *found;
  throw core::Error("site '" + std::string(name) + "' found, one of " + core::joined(sites(), &Site::name) +
                    " expected");
}

}  // namespace coopseg::phantom
