#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "metrics/clinical.h"
#include "study/grid.h"

namespace coopseg::metrics {

/// Slices without a label between its first and its last.
std::size_t slice_gaps(std::span<const std::uint8_t> labels, const study::Grid& grid, std::uint8_t label);

/// One check of a whole volume or patient.
struct VolumeCheck {
  std::string name;
  double value = 0;
  bool passed = false;
};

/// Checks of a label map [z, y, x]: labels that are there (3), parts of each joined over faces, edges and corners (1),
/// slices without it between its first and last (0), slices with LV but no MYO (0), pixels of LV beside neither LV nor
/// MYO in its slice (0), largest step of the in-plane centre of LV and MYO from slice to slice (at most 20 mm),
/// labelled pixels at the image's side edge (0).
std::vector<VolumeCheck> check_volume(std::span<const std::uint8_t> labels, const study::Grid& grid);

/// Checks of a patient's clinical values (see clinical_values): EDV above ESV, ejection fraction in 5 to 85 %,
/// myocardial volume ES / ED in 0.70 to 1.40. What is NaN is left out.
std::vector<VolumeCheck> check_patient(const std::array<double, clinical_count>& values);

}  // namespace coopseg::metrics
