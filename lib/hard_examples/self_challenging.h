#pragma once

#include <torch/types.h>

#include "hard_examples/hard_branch.h"

namespace coopseg::hard_examples {

/// Representation self-challenging (RSC, Huang et al., ECCV 2020) of the shape code: the third of its channels or
/// positions (by chance, for the batch) that raise the logits of the true classes most becomes 0, in the third of the
/// images that lose most confidence by it.
Method self_challenging();

/// The third of the images of which the mean probability of the true class falls most from one prediction to the other,
/// at least one: bool (N). Logits (N, classes, H, W), label (N, H, W) int64.
torch::Tensor most_challenged(const torch::Tensor& before, const torch::Tensor& after, const torch::Tensor& label);

}  // namespace coopseg::hard_examples
