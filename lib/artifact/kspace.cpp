#include "artifact/kspace.h"

#include <algorithm>
#include <array>
#include <kissfft/kissfft.hh>
#include <numbers>

namespace coopseg::artifact {
namespace {

/// Where the lines along an axis lie in an array of the grid.
struct Lines {
  std::size_t length;  ///< voxels of a line
  std::size_t stride;  ///< between its voxels
  std::size_t count;

  Lines(const study::Grid& grid, std::size_t axis)
      : length(grid.size.at(axis)),
        stride(axis == 0   ? 1
               : axis == 1 ? grid.size[0]
                           : grid.slice_voxels()),
        count(grid.voxels() / length) {}

  std::size_t first_voxel(std::size_t line) const { return line / stride * stride * length + line % stride; }
};

constexpr std::size_t lanes = 8;
using Bundle = std::array<double, lanes>;  ///< the same voxel of several lines
constexpr std::size_t block = 4;           ///< voxels of a line that are computed together

/// The real part of the filter as weights of a circular convolution, (1/n) sum_m Re(transfer[m] exp(2 pi i k d / n))
/// for the distance d = 0..n-1, repeated until it reaches every distance that convolved() asks for.
std::vector<double> kernel_of(std::span<const Complex> transfer) {
  const std::size_t n = transfer.size();
  std::vector<Complex> roots(n);
  for (std::size_t i = 0; i < n; ++i)
    roots[i] = std::polar(1.0, 2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n));
  std::vector<double> kernel(n);
  for (std::size_t d = 0; d < n; ++d) {
    double sum = 0.0;
    for (std::size_t m = 0; m < n; ++m) {
      const Complex& root = roots[(m + n - n / 2) * d % n];
      sum += transfer[m].real() * root.real() - transfer[m].imag() * root.imag();
    }
    kernel[d] = sum / static_cast<double>(n);
  }
  for (std::size_t d = 0; d < n + block; ++d) kernel.push_back(kernel[d]);
  return kernel;
}

/// sum_s kernel[distance of r and s] lines[s] for r, r + 1, ... of a block. Every sum is taken in the order of s, so
/// wider registers change no bit.
[[gnu::target_clones("default", "avx2")]] std::array<Bundle, block> convolved(std::span<const Bundle> lines,
                                                                              const double* kernel, std::size_t r) {
  std::array<Bundle, block> sums{};
  const double* weight = kernel + r + lines.size();
  for (const Bundle& values : lines) {
#pragma GCC unroll 4
    for (std::size_t i = 0; i < block; ++i)
#pragma GCC unroll 8
      for (std::size_t lane = 0; lane < lanes; ++lane) sums[i][lane] += weight[i] * values[lane];
    --weight;
  }
  return sums;
}

}  // namespace

void filter_axis(std::span<float> image, const study::Grid& grid, std::size_t axis, std::span<const Complex> transfer) {
  const Lines lines(grid, axis);
  const std::vector<double> kernel = kernel_of(transfer);
  std::vector<Bundle> bundle(lines.length);
  for (std::size_t line = 0; line < lines.count; line += lanes) {
    const std::size_t filled = std::min(lanes, lines.count - line);
    for (std::size_t lane = 0; lane < filled; ++lane) {
      const float* voxel = image.data() + lines.first_voxel(line + lane);
      for (Bundle& values : bundle) {
        values[lane] = *voxel;
        voxel += lines.stride;
      }
    }
    std::array<float*, lanes> targets{};
    for (std::size_t lane = 0; lane < filled; ++lane) targets[lane] = image.data() + lines.first_voxel(line + lane);
    for (std::size_t first = 0; first < lines.length; first += block) {
      const std::array<Bundle, block> sums = convolved(bundle, kernel.data(), first);
      for (std::size_t r = first; r < std::min(first + block, lines.length); ++r)
        for (std::size_t lane = 0; lane < filled; ++lane)
          targets[lane][r * lines.stride] = static_cast<float>(sums[r - first][lane]);
    }
  }
}

std::vector<Complex> spectrum(std::span<const float> image, const study::Grid& grid) {
  std::vector<Complex> all(image.begin(), image.end());
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Lines lines(grid, axis);
    const kissfft<double> forward(lines.length, false);
    std::vector<Complex> values(lines.length);
    std::vector<Complex> frequencies(lines.length);
    for (std::size_t line = 0; line < lines.count; ++line) {
      Complex* const first = all.data() + lines.first_voxel(line);
      for (std::size_t i = 0; i < lines.length; ++i) values[i] = first[i * lines.stride];
      forward.transform(values.data(), frequencies.data());
      for (std::size_t k = 0; k < lines.length; ++k) first[k * lines.stride] = frequencies[k];
    }
  }
  return all;
}

}  // namespace coopseg::artifact
