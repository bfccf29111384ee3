#pragma once

#include <torch/types.h>

#include <cstdint>
#include <span>

#include "slices/field.h"
#include "study/case.h"

namespace coopseg::slices {

/// A volume [z, y, x] of a grid as a tensor of its own.
torch::Tensor to_tensor(std::span<const float> volume, const study::Grid& grid);
torch::Tensor to_tensor(std::span<const std::uint8_t> volume, const study::Grid& grid);

/// The part of slices [..., y, x] that lies in the field, [..., H, W]; zero outside of the slices.
torch::Tensor window(const torch::Tensor& slices, const Field& field);

/// Scales each slice of [z, H, W] to [0, 1] by its own minimum and maximum; a constant slice becomes 0.
torch::Tensor min_max(const torch::Tensor& slices);

/// A case as a batch of network inputs [z, 1, H, W], each slice cropped or padded, then scaled to [0, 1].
torch::Tensor image_batch(const study::Case& subject, const Field& field);
/// The labels of the same slices, [z, H, W] int64; background outside of the slice.
torch::Tensor label_batch(std::span<const std::uint8_t> labels, const study::Grid& grid, const Field& field);
/// The probabilities of the same slices, [z, class, H, W]; class 0 has probability 1 outside of the slice.
torch::Tensor probability_batch(std::span<const float> probability, const study::Grid& grid, const Field& field);

}  // namespace coopseg::slices
