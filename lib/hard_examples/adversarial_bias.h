#pragma once

#include <torch/types.h>

#include <cstdint>

#include "hard_examples/hard_branch.h"

namespace coopseg::hard_examples {

/// Adversarial bias fields (Chen et al., MICCAI 2020): images times a smooth field, which one step of gradient ascent
/// makes change the prediction more than the random field that it starts from. Values are not kept in [0, 1].
Method adversarial_bias();

/// Control points along each side, half of the image apart: a cubic B-spline needs one before and two after the first.
inline constexpr std::int64_t control_points = 5;

/// exp of the uniform cubic B-spline of control points (N, 1, 5, 5), at the centres of the pixels: (N, 1, height,
/// width). The spline is a mean of control points, so the field stays within exp of the least and the largest.
torch::Tensor bias_field(const torch::Tensor& points, std::int64_t height, std::int64_t width);

/// Control points within log(1 - bound) and log(1 + bound): `start` and a step of norm 1 in the direction in which the
/// divergence from the prediction of the image as it is grows most.
torch::Tensor worst_bias(nn::Networks& networks, const torch::Tensor& image, const torch::Tensor& start, double bound);

}  // namespace coopseg::hard_examples
