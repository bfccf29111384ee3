#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string_view>

#include "core/random.h"
#include "hard_examples/hard_branch.h"

/// Tensors of random draws, on the host, in float.
namespace coopseg::hard_examples {

/// Uniform in [low, high).
torch::Tensor draw_uniform(core::RandomStream& random, torch::IntArrayRef sizes, double low = 0.0, double high = 1.0);

/// Normal with mean 0 and deviation 1.
torch::Tensor draw_normal(core::RandomStream& random, torch::IntArrayRef sizes);

/// 0 to count - 1 in an order that is uniform over all, int64.
torch::Tensor draw_order(core::RandomStream& random, std::int64_t count);

/// What `draw` makes of the stream of each image of a batch (N, ...), stacked and brought to the batch's device.
torch::Tensor draw_for_each(const torch::Tensor& images, const DrawKeys& keys, std::string_view purpose,
                            const std::function<torch::Tensor(core::RandomStream&)>& draw);

}  // namespace coopseg::hard_examples
