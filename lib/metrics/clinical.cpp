#include "metrics/clinical.h"

#include <algorithm>
#include <limits>

namespace coopseg::metrics {
namespace {

constexpr double myocardium_g_per_ml = 1.05;
constexpr std::size_t lv = 1;
constexpr std::size_t myo = 2;
constexpr std::size_t rv = 3;

double ratio(double numerator, double denominator) {
  return denominator == 0.0 ? std::numeric_limits<double>::quiet_NaN() : numerator / denominator;
}

double ejection_fraction(double edv, double esv) { return 100.0 * ratio(edv - esv, edv); }

}  // namespace

std::array<double, clinical_count> clinical_values(const PhaseVolumes& ed, const PhaseVolumes& es) {
  return {ed[lv],
          es[lv],
          ed[lv] - es[lv],
          ejection_fraction(ed[lv], es[lv]),
          ed[rv],
          es[rv],
          ed[rv] - es[rv],
          ejection_fraction(ed[rv], es[rv]),
          ed[myo],
          es[myo],
          myocardium_g_per_ml * ed[myo],
          myocardium_g_per_ml * es[myo],
          ratio(es[myo], ed[myo])};
}

double clinical_value(const std::array<double, clinical_count>& values, std::string_view name) {
  return values[static_cast<std::size_t>(std::ranges::find(clinical_names, name) - clinical_names.begin())];
}

PhaseVolumes label_volumes(std::span<const std::uint8_t> labels, const study::Grid& grid) {
  const double voxel_ml = grid.spacing[0] * grid.spacing[1] * grid.spacing[2] / 1000.0;
  PhaseVolumes volumes{};
  for (std::size_t label = 0; label < study::classes; ++label)
    volumes[label] = voxel_ml * static_cast<double>(std::ranges::count(labels, label));
  return volumes;
}

}  // namespace coopseg::metrics
