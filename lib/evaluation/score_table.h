#pragma once

#include <span>
#include <string>

#include "evaluation/case_score.h"

namespace coopseg::evaluation {

/// The CSV of `evaluate`: case,patient,phase,site,vendor,label,name,status and the names of scores(), a row per
/// case and label.
std::string score_table(std::span<const CaseScore> cases);

}  // namespace coopseg::evaluation
