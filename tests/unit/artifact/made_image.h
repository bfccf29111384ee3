#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <string>
#include <vector>

#include "artifact/registry.h"
#include "study/grid.h"

namespace coopseg::artifact {

inline study::Grid grid_of(std::size_t x, std::size_t y, std::size_t z) {
  return {.size = {x, y, z}, .spacing = {1.4, 1.5, 10}, .origin = {5, 6, 7}, .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
}

/// Values of no regularity, the same at every call.
inline std::vector<float> made_image(const study::Grid& grid) {
  std::vector<float> image(grid.voxels());
  for (std::size_t i = 0; i < image.size(); ++i)
    image[i] = static_cast<float>(0.5 + 0.4 * std::sin(0.37 * static_cast<double>(i * i % 101)));
  return image;
}

/// A slice stack with a soft body off the centre, brighter blobs in it, and dark margins.
inline std::vector<float> made_body(const study::Grid& grid) {
  std::vector<float> image(grid.voxels());
  const auto bump = [&](std::size_t i, double x, double y, double radius) {
    const double dx = static_cast<double>(i % grid.size[0]) / static_cast<double>(grid.size[0]) - x;
    const double dy = static_cast<double>(i / grid.size[0] % grid.size[1]) / static_cast<double>(grid.size[1]) - y;
    return 1.0 / (1.0 + std::exp(40.0 * (std::hypot(dx, dy) - radius)));
  };
  for (std::size_t i = 0; i < image.size(); ++i)
    image[i] = static_cast<float>(0.05 + 0.3 * bump(i, 0.47, 0.52, 0.42) + 0.5 * bump(i, 0.55, 0.5, 0.12) +
                                  0.2 * bump(i, 0.4, 0.45, 0.1));
  return image;
}

/// sum_m transfer[m] S[m] exp(2 pi i (m - floor(n/2)) r / n) / n of one line, S its spectrum: real parts, term by term.
inline std::vector<double> filtered_line(const std::vector<double>& line,
                                         const std::vector<std::complex<double>>& transfer) {
  const std::size_t n = line.size();
  const auto wave = [&](std::size_t m, std::size_t r) {
    const double k = static_cast<double>(m) - static_cast<double>(n / 2);
    return std::polar(1.0, 2.0 * std::numbers::pi * k * static_cast<double>(r) / static_cast<double>(n));
  };
  std::vector<double> result(n, 0.0);
  for (std::size_t m = 0; m < n; ++m) {
    std::complex<double> sample = 0.0;
    for (std::size_t r = 0; r < n; ++r) sample += line[r] * std::conj(wave(m, r));
    for (std::size_t r = 0; r < n; ++r)
      result[r] += (transfer[m] * sample * wave(m, r)).real() / static_cast<double>(n);
  }
  return result;
}

/// `image` with the artifact of this name and these parameters.
inline std::vector<float> corrupted(const char* name, const std::vector<std::string>& assignments,
                                    const study::Grid& grid, std::vector<float> image) {
  const Artifact& artifact = find(name);
  apply(artifact, parse(artifact.parameters, assignments), grid, image);
  return image;
}

}  // namespace coopseg::artifact
