#pragma once

#include <string>
#include <vector>

#include "nn/networks.h"

namespace coopseg::nn {

/// What a warm start took of another model: names of sub-networks.
struct WarmStart {
  std::vector<std::string> taken;
  std::vector<std::string> fresh;  ///< the other model lacks them, or has them in another shape
};

/// Copies each sub-network that `from` has with the same keys and shapes, running statistics included; others stay as
/// they are.
WarmStart take_parts(const Networks& from, Networks& to);

}  // namespace coopseg::nn
