#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

/// Loops of batch normalisation that touch memory once, over arrays [pixel, channel] of floats (channels-last). There
/// is no torch in here, so that they are compiled for several processors and chosen at run time. Work is cut into
/// pieces of fixed size: no result depends on the number of threads.
namespace coopseg::nn {

/// Calls its second argument with ranges (first, last) that make up 0 to pieces, perhaps in parallel.
using ParallelFor = std::function<void(std::size_t pieces, const std::function<void(std::size_t, std::size_t)>&)>;

/// Two sums over pixels for each channel.
struct ChannelSums {
  std::vector<double> first;
  std::vector<double> second;
};

/// Sums of x - shift and of its square. The number of channels is that of `shift`, here and below.
ChannelSums deviation_sums(std::span<const float> x, std::span<const float> shift, const ParallelFor& parallel);

/// y = leaky((x - mean) * scale + offset + residual) with leaky(z) = max(z, slope * z), slope in [0, 1]. An empty
/// residual is none.
struct Affine {
  std::span<const float> mean;
  std::span<const float> scale;
  std::span<const float> offset;
  float slope = 1.0f;
};
void normalise(std::span<const float> x, const Affine& affine, std::span<const float> residual, std::span<float> y,
               const ParallelFor& parallel);

/// What the backward pass reads: the gradient by y, which `normalise` made from x.
struct NormGradient {
  std::span<const float> gradient;
  std::span<const float> y;
  std::span<const float> x;
  float slope = 1.0f;
};

/// With d the gradient before leaky: sums of d and of d * (x - shift).
ChannelSums gradient_sums(const NormGradient& in, std::span<const float> shift, const ParallelFor& parallel);

/// dx = d * of_gradient + (x - mean) * of_deviation + constant; d goes to `residual` unless that is empty.
struct InputGradient {
  std::span<const float> mean;
  std::span<const float> of_gradient;
  std::span<const float> of_deviation;
  std::span<const float> constant;
};
void input_gradient(const NormGradient& in, const InputGradient& factors, std::span<float> dx,
                    std::span<float> residual, const ParallelFor& parallel);

}  // namespace coopseg::nn
