#include "train/quality_threshold.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace coopseg::train {

std::optional<double> quality_threshold(std::span<const CaseQuality> cases) {
  std::vector<double> good;
  for (const CaseQuality& item : cases)
    if (item.dice >= failed_dice && !std::isnan(item.disagreement)) good.push_back(item.disagreement);
  if (good.empty()) return std::nullopt;
  std::sort(good.begin(), good.end());
  const std::size_t next = good.size() + 1;
  const std::size_t rank = next - next / 20;  // ceil(0.95 next)
  return good[std::min(rank, good.size()) - 1];
}

}  // namespace coopseg::train
