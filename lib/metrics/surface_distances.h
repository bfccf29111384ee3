#pragma once

#include <array>
#include <vector>

#include "metrics/surface.h"

namespace coopseg::metrics {

/// Distance (mm) of each element of one surface to the nearest element of the other, and the element's weight.
struct DirectedDistances {
  std::vector<double> distances;
  std::vector<double> weights;

  double weight() const;
  /// Weighted mean.
  double mean() const;
  /// The least distance up to which at least `percent` % of the weight lies, without interpolation.
  double percentile(double percent) const;
  /// Weight of the elements with a distance of at most `tolerance` (mm) and 1e-6 mm for rounding.
  double weight_within(double tolerance) const;
};

/// Distances between the surfaces of a reference and a prediction, both ways. Neither is empty.
struct SurfaceDistances {
  DirectedDistances from_reference;
  DirectedDistances from_prediction;

  /// Hausdorff distance, mm: the larger of the two largest.
  double hausdorff() const;
  /// The larger of the two directed percentiles, mm; 95 for HD95 (Metrics Reloaded, surface-distance).
  double percentile(double percent) const;
  /// Average symmetric surface distance, mm: the weighted mean over both surfaces together.
  double assd() const;
  /// Mean average surface distance, mm: the mean of the two directed means ("ASSD" of MedPy 0.4.0 and of M&Ms).
  double masd() const;
  /// Normalised surface distance (surface Dice): the share of both surfaces within `tolerance` (mm) of the other
  /// (Nikolov et al., JMIR 2021).
  double nsd(double tolerance) const;
};

/// One distance map per surface, read at the elements of the other. Throws core::Error where a surface is empty or the
/// lattices differ. `spacing` is x, y, z in mm.
SurfaceDistances surface_distances(const Surface& reference, const Surface& prediction,
                                   const std::array<double, 3>& spacing);

}  // namespace coopseg::metrics
