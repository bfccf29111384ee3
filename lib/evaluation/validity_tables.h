#pragma once

#include <span>
#include <string>

#include "evaluation/case_score.h"
#include "evaluation/patients.h"

namespace coopseg::evaluation {

/// A CSV with a row per slice of the predictions that holds a label: case,patient,phase,slice,has_lv,has_myo,has_rv,
/// slice_check_names and all_pass.
std::string slice_validity_table(std::span<const CaseScore> scores);

/// A CSV with a row per check of a volume, then of a patient's predicted volumes (phase "both", no case):
/// case,patient,phase,check,value,passed.
std::string volume_validity_table(std::span<const CaseScore> scores, std::span<const PatientValues> patients);

/// True where the anatomy of a case was checked: asked for, and the case could be scored.
bool is_checked(const CaseScore& score);

/// True where it was checked and every slice and the volume pass every check.
bool is_valid(const CaseScore& score);

}  // namespace coopseg::evaluation
