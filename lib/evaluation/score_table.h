#pragma once

#include <span>
#include <string>

#include "metrics/case_score.h"

namespace coopseg::metrics {

/// The CSV of `evaluate`: case,patient,phase,site,vendor,label,name,status and score_names, a row per case and label.
std::string score_table(std::span<const CaseScore> scores);

}  // namespace coopseg::metrics
