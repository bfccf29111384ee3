#pragma once

#include <torch/types.h>

#include <cstdint>
#include <span>
#include <vector>

#include "slices/field.h"
#include "study/case.h"

namespace coopseg::slices {

/// Probabilities [class, z, y, x] that say `labels` with certainty; without labels, background everywhere.
std::vector<float> one_hot(std::span<const std::uint8_t> labels, const study::Grid& grid);
std::vector<float> all_background(const study::Grid& grid);

/// The class of the highest probability in every voxel, the lowest class on a tie.
std::vector<std::uint8_t> argmax(std::span<const float> probability, const study::Grid& grid);

/// Puts probabilities [z, class, H, W] of a field back on the case's grid: replaces `probability` and `prediction`
/// (its argmax). Outside of the field stands what `around` [class, z, y, x] says.
void put_back(const torch::Tensor& probability, const Field& field, std::vector<float> around, study::Case& subject);

/// Puts an image [z, H, W] of a field back on the case's grid; outside of the field it stays as it was.
void put_back_image(const torch::Tensor& image, const Field& field, study::Case& subject);

}  // namespace coopseg::slices
