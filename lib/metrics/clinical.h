#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "study/case.h"

namespace coopseg::metrics {

/// Volume (mL) of each class of a study at one phase; NaN where the phase is missing.
using PhaseVolumes = std::array<double, study::classes>;

inline constexpr std::size_t clinical_count = 13;

/// The names of the clinical values, in the order of the table that `evaluate --patients` writes.
inline constexpr std::array<std::string_view, clinical_count> clinical_names = {
    "lv_edv_ml", "lv_esv_ml", "lv_sv_ml",  "lv_ef_pct",    "rv_edv_ml",    "rv_esv_ml",     "rv_sv_ml",
    "rv_ef_pct", "myo_ed_ml", "myo_es_ml", "lv_mass_ed_g", "lv_mass_es_g", "myo_es_over_ed"};

/// End-diastolic and end-systolic volumes, stroke volume EDV - ESV, ejection fraction 100 SV / EDV (%), myocardial mass
/// of 1.05 g/mL and the ratio of the myocardial volumes, in the order of clinical_names. A value that needs a missing
/// phase, or a volume of 0 as denominator, is NaN.
std::array<double, clinical_count> clinical_values(const PhaseVolumes& ed, const PhaseVolumes& es);

/// The value of one of clinical_names.
double clinical_value(const std::array<double, clinical_count>& values, std::string_view name);

/// The volume of each class in labels [z, y, x].
PhaseVolumes label_volumes(std::span<const std::uint8_t> labels, const study::Grid& grid);

}  // namespace coopseg::metrics
