#include "evaluation/score.h"

#include <array>

namespace coopseg::evaluation {

std::span<const Score> scores() {
  using metrics::LabelScore;
  static constexpr auto table = std::to_array<Score>({
#include "scores.inc"
  });
  return table;
}

}  // namespace coopseg::evaluation
