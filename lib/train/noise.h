#pragma once

#include <torch/types.h>

#include "core/random.h"

namespace coopseg::train {

/// Normal noise with deviation 1 of one image (channels, H, W), on the host; the stream is keyed by
/// (seed, epoch, case and slice, "noise").
torch::Tensor draw_noise(torch::IntArrayRef shape, core::RandomStream& stream);

/// clamp(clean + sigma * noise, 0, 1).
torch::Tensor add_noise(const torch::Tensor& clean, const torch::Tensor& noise, double sigma);

}  // namespace coopseg::train
