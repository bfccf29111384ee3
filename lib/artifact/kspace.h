#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

#include "study/grid.h"

/// Images and their discrete Fourier transforms, in double precision. The forward transform is not normalised, the
/// inverse has 1/n. Transfer functions are given in shifted order: entry m of an axis of n voxels
/// belongs to the frequency m - floor(n/2), in cycles per field of view.
namespace coopseg::artifact {

using Complex = std::complex<double>;

/// Multiplies the spectrum along one axis (0 is x) by `transfer`, one factor per frequency, and keeps the real part.
/// Done without a transform, as a circular convolution of every line: equally fast for every length.
void filter_axis(std::span<float> image, const study::Grid& grid, std::size_t axis, std::span<const Complex> transfer);

/// The spectrum over all three axes in the order of the voxels, not shifted: index 0 of an axis is frequency 0 (KISS
/// FFT, which takes any length).
std::vector<Complex> spectrum(std::span<const float> image, const study::Grid& grid);

}  // namespace coopseg::artifact
