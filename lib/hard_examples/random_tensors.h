#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/random.h"

/// Tensors of random draws, on the host, in float.
namespace coopseg::hard_examples {

/// Uniform in [low, high).
torch::Tensor draw_uniform(core::RandomStream& random, torch::IntArrayRef sizes, double low = 0.0, double high = 1.0);

/// Normal with mean 0 and deviation 1.
torch::Tensor draw_normal(core::RandomStream& random, torch::IntArrayRef sizes);

/// 0 to count - 1 in an order that is uniform over all, int64.
torch::Tensor draw_order(core::RandomStream& random, std::int64_t count);

}  // namespace coopseg::hard_examples
