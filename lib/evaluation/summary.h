#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "evaluation/case_score.h"

namespace coopseg::evaluation {

/// Reads the text of --group-by, for instance "site,phase": columns of the table that tell cases apart. Throws
/// core::Error that names the nearest known column.
std::vector<std::string> parse_groups(const std::string& text);

/// The JSON text of `evaluate --summary`: of all cases and of each group, per label, how many cases failed and why, and
/// of each metric over patients (the mean of a patient's cases first) n, mean, SD, median, quartiles and a 95 %
/// interval by a bootstrap over patients; the same with failures counted as the worst value ("penalised": Dice, Jaccard
/// and NSD 0, distances penalty_mm). A case without a patient is a patient of its own. Values that are undefined are
/// null.
std::string summary(std::span<const CaseScore> found, const std::vector<std::string>& group_by, std::uint64_t seed);

}  // namespace coopseg::evaluation
