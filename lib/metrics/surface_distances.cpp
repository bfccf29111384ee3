#include "metrics/surface_distances.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "metrics/distance_map.h"

namespace coopseg::metrics {
namespace {

constexpr double rounding_mm = 1e-6;

DirectedDistances distances_to(const DistanceMap& map, const Surface& surface) {
  DirectedDistances directed{.distances = {}, .weights = surface.weights};
  directed.distances.reserve(surface.points.size());
  for (const std::size_t point : surface.points) directed.distances.push_back(std::sqrt(map.squared(point)));
  return directed;
}

}  // namespace

double DirectedDistances::weight() const { return std::accumulate(weights.begin(), weights.end(), 0.0); }

double DirectedDistances::mean() const {
  return std::inner_product(distances.begin(), distances.end(), weights.begin(), 0.0) / weight();
}

double DirectedDistances::percentile(double percent) const {
  std::vector<std::pair<double, double>> elements;
  elements.reserve(distances.size());
  for (std::size_t i = 0; i < distances.size(); ++i) elements.emplace_back(distances[i], weights[i]);
  std::sort(elements.begin(), elements.end());
  const double total = weight();
  double below = 0.0;
  for (const auto& [distance, element_weight] : elements) {
    below += element_weight;
    if (below / total >= percent / 100.0) return distance;
  }
  return elements.back().first;
}

double DirectedDistances::weight_within(double tolerance) const {
  double within = 0.0;
  for (std::size_t i = 0; i < distances.size(); ++i)
    if (distances[i] <= tolerance + rounding_mm) within += weights[i];
  return within;
}

double SurfaceDistances::hausdorff() const {
  return std::max(*std::max_element(from_reference.distances.begin(), from_reference.distances.end()),
                  *std::max_element(from_prediction.distances.begin(), from_prediction.distances.end()));
}

double SurfaceDistances::percentile(double percent) const {
  return std::max(from_reference.percentile(percent), from_prediction.percentile(percent));
}

double SurfaceDistances::assd() const {
  const double reference = from_reference.weight();
  const double prediction = from_prediction.weight();
  return (from_reference.mean() * reference + from_prediction.mean() * prediction) / (reference + prediction);
}

double SurfaceDistances::masd() const { return 0.5 * (from_reference.mean() + from_prediction.mean()); }

double SurfaceDistances::nsd(double tolerance) const {
  return (from_reference.weight_within(tolerance) + from_prediction.weight_within(tolerance)) /
         (from_reference.weight() + from_prediction.weight());
}

SurfaceDistances surface_distances(const Surface& reference, const Surface& prediction,
                                   const std::array<double, 3>& spacing) {
  if (reference.points.empty() || prediction.points.empty()) throw core::Error("a structure without surface");
  if (reference.size != prediction.size) throw core::Error("surfaces on lattices of different size");
  return {.from_reference = distances_to(DistanceMap(prediction, spacing), reference),
          .from_prediction = distances_to(DistanceMap(reference, spacing), prediction)};
}

}  // namespace coopseg::metrics
