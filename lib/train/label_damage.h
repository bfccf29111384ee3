#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "core/random.h"

/// Labels with holes or islands, as segmentations fail: what an STN that trains alone learns to mend (as
/// tests/bench/refine_damage.py damages labels).
namespace coopseg::train {

/// What is done to the label of one slice: discs within the heart become background, or discs beside it become LV,
/// myocardium or RV.
struct LabelDamage {
  enum class Kind { holes, islands };
  struct Disc {
    double place = 0.0;      ///< in [0, 1): which of the pixels where it may lie is its centre
    std::int64_t label = 0;  ///< 0 for a hole
  };
  Kind kind = Kind::holes;
  std::int64_t radius = 0;  ///< pixels
  std::vector<Disc> discs;
};

/// Holes or islands: one of radius 2, three of radius 3 or three of radius 5, all alike likely.
LabelDamage draw_damage(core::RandomStream& random, std::int64_t classes);

/// The damaged copy of a label [H, W] int64. Centres of holes are pixels of the heart, those of islands lie more than
/// radius + 3 and fewer than 20 pixels away from it (the larger of both axes). A slice without a heart stays.
torch::Tensor apply(const LabelDamage& damage, const torch::Tensor& label);

}  // namespace coopseg::train
