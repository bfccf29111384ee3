#pragma once

#include "metrics/region.h"

namespace coopseg::metrics {

/// Pixels whose centre lies within or on the convex hull of the region, whose pixels reach half a pixel to their four
/// sides (scikit-image's convex_hull_image).
Region convex_hull(const Region& region);

/// Depth (mm) of the deepest bay: the largest distance to the outside of the convex hull over the pixels between the
/// region and its hull, eroded by 3 x 3. 0 without a bay. `x` and `y` are the pixel spacing in mm.
double concavity(const Region& region, double x, double y);

/// 4 pi area / perimeter^2, in pixels; NaN where the perimeter is 0. The perimeter is the estimate of Benkrid and
/// Crookes from the border of 4 neighbours (scikit-image's perimeter).
double circularity(const Region& region);

}  // namespace coopseg::metrics
