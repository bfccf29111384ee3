#pragma once

#include <span>
#include <string_view>

#include "metrics/label_score.h"

namespace coopseg::evaluation {

/// What a failure (a label that one side lacks, a case that could not be scored) counts as.
enum class Worst {
  none,     ///< what is found, or nothing
  zero,     ///< 0
  penalty,  ///< the diagonal of the reference image, LabelScore::penalty_mm
};

/// A column of the tables that `evaluate` writes: a row of scores.csv, which the workflow's tables read, too.
struct Score {
  std::string_view name;
  Worst worst;
  double (*of)(const metrics::LabelScore& label);
};

/// In the order of the table.
std::span<const Score> scores();

}  // namespace coopseg::evaluation
