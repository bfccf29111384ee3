#include "artifact/kspace.h"

#include <kissfft/kissfft.hh>

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

/// The factors of a filter with real weights that leaves the real part of what `transfer` gives, in the order of the
/// transform and with the 1/n of the inverse.
std::vector<Complex> real_filter(std::span<const Complex> transfer) {
  const std::size_t n = transfer.size();
  const auto at = [&](std::size_t frequency) { return transfer[(frequency + n / 2) % n]; };
  std::vector<Complex> filter(n);
  for (std::size_t k = 0; k < n; ++k)
    filter[k] = (at(k) + std::conj(at((n - k) % n))) / (2.0 * static_cast<double>(n));
  return filter;
}

}  // namespace

void filter_axis(std::span<float> image, const study::Grid& grid, std::size_t axis, std::span<const Complex> transfer) {
  const Lines lines(grid, axis);
  const std::vector<Complex> filter = real_filter(transfer);
  const kissfft<double> forward(lines.length, false);
  const kissfft<double> inverse(lines.length, true);
  std::vector<Complex> values(lines.length);
  std::vector<Complex> frequencies(lines.length);
  // Two lines at a time, as real and imaginary part: a filter with real weights keeps them apart.
  for (std::size_t line = 0; line < lines.count; line += 2) {
    float* const first = image.data() + lines.first_voxel(line);
    float* const second = line + 1 < lines.count ? image.data() + lines.first_voxel(line + 1) : nullptr;
    for (std::size_t i = 0; i < lines.length; ++i)
      values[i] = {first[i * lines.stride], second != nullptr ? second[i * lines.stride] : 0.0};
    forward.transform(values.data(), frequencies.data());
    for (std::size_t k = 0; k < lines.length; ++k) frequencies[k] *= filter[k];
    inverse.transform(frequencies.data(), values.data());
    for (std::size_t i = 0; i < lines.length; ++i) {
      first[i * lines.stride] = static_cast<float>(values[i].real());
      if (second != nullptr) second[i * lines.stride] = static_cast<float>(values[i].imag());
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
