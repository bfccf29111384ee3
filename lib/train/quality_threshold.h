#pragma once

#include <optional>
#include <span>

namespace coopseg::train {

/// What validation found for one case.
struct CaseQuality {
  double disagreement = 0.0;  ///< 1 - mean Dice of the FTN's labels with the STN's; NaN where both found none
  double dice = 0.0;          ///< mean Dice of the STN's labels with the reference
};

/// A segmentation below this mean Dice counts as failed.
constexpr double failed_dice = 0.7;

/// The disagreement of FTN and STN above which a segmentation may have failed. Split conformal prediction (Vovk et al.,
/// Algorithmic Learning in a Random World, 2005) at 5 %: of the n cases that did not fail, the one whose disagreement
/// has the rank ceil(0.95 (n + 1)), the largest where there are fewer than 19. A new case of the same kind that does
/// not fail is then above it with a probability of at most 5 %, or 1 / (n + 1). Nothing where every case failed.
std::optional<double> quality_threshold(std::span<const CaseQuality> cases);

}  // namespace coopseg::train
