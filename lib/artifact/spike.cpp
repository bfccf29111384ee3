#include "artifact/spike.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "artifact/kspace.h"
#include "core/error.h"

namespace coopseg::artifact {
namespace {

constexpr Levels strength = {0.12, 0.27, 0.45, 0.75, 1.2};

/// Index of a sample in the spectrum, not shifted.
using Sample = std::array<std::size_t, 3>;

Parameters draw_spike(core::RandomStream& random, int severity) {
  const double angle = random.uniform(0.0, 2.0 * std::numbers::pi);
  const double radius = random.uniform(0.08, 0.4);
  const Row position = {0.5 + radius * std::cos(angle), 0.5 + radius * std::sin(angle), random.uniform()};
  const double factor = random.uniform(0.9, 1.1);
  return {{"spikes-positions", Rows{position}}, {"intensity", factor * at(strength, severity)}};
}

bool is_identity_spike(const Parameters& parameters) {
  for (const Row& position : rows(parameters, "spikes-positions"))
    if (std::ranges::find(position, 1.0) != position.end())
      throw core::Error("spikes-positions: 1 found, numbers from 0 to below 1 expected");
  return rows(parameters, "spikes-positions").empty() || number(parameters, "intensity") == 0.0;
}

Sample sample_of(const Row& position, const study::Grid& grid) {
  Sample sample{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t n = grid.size[axis];
    const auto shifted = static_cast<std::size_t>(std::floor(position[axis] * static_cast<double>(n)));
    sample[axis] = (std::min(shifted, n - 1) + n - n / 2) % n;  // a product just below n may round to it
  }
  return sample;
}

/// What each spike adds to its sample. The first spike of an image without negative values needs no transform: the
/// largest magnitude is that of frequency 0, the sum of all voxels.
std::vector<double> amplitudes(const std::vector<Sample>& samples, double intensity, const study::Grid& grid,
                               std::span<const float> image) {
  const bool negative = std::ranges::any_of(image, [](float value) { return value < 0.0F; });
  if (samples.size() == 1 && !negative) return {intensity * std::accumulate(image.begin(), image.end(), 0.0)};
  std::vector<Complex> all = spectrum(image, grid);
  std::vector<double> added;
  for (const Sample& sample : samples) {
    double largest = 0.0;
    for (const Complex& value : all) largest = std::max(largest, std::norm(value));
    added.push_back(intensity * std::sqrt(largest));
    all[(sample[2] * grid.size[1] + sample[1]) * grid.size[0] + sample[0]] += added.back();
  }
  return added;
}

/// exp(2 pi i k r / n) for r = 0..n-1.
std::vector<Complex> wave(std::size_t k, std::size_t n) {
  std::vector<Complex> values(n);
  for (std::size_t r = 0; r < n; ++r)
    values[r] = std::polar(1.0, 2.0 * std::numbers::pi * static_cast<double>(k * r % n) / static_cast<double>(n));
  return values;
}

void apply_spike(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  std::vector<Sample> samples;
  for (const Row& position : rows(parameters, "spikes-positions")) samples.push_back(sample_of(position, grid));
  const std::vector<double> added = amplitudes(samples, number(parameters, "intensity"), grid, image);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::vector<Complex> x_wave = wave(samples[i][0], grid.size[0]);
    const std::vector<Complex> y_wave = wave(samples[i][1], grid.size[1]);
    const std::vector<Complex> z_wave = wave(samples[i][2], grid.size[2]);
    const double scale = added[i] / static_cast<double>(grid.voxels());
    auto voxel = image.begin();
    for (const Complex& z : z_wave)
      for (const Complex& y : y_wave) {
        const Complex line = scale * z * y;
        for (const Complex& x : x_wave) {
          const double value = line.real() * x.real() - line.imag() * x.imag();
          *voxel = static_cast<float>(*voxel + value);
          ++voxel;
        }
      }
  }
}

}  // namespace

Artifact spike() {
  return {
      .name = "spike",
      .summary = "stripes over the whole image, from an outlier in k-space",
      .parameters = {{.name = "spikes-positions",
                      .meaning = "x,y,z of each spike in the shifted spectrum, below 1; 0.5 is its centre",
                      .kind = Kind::rows,
                      .high = 1,
                      .words = {"none"},
                      .default_value = Rows{}},
                     {.name = "intensity",
                      .meaning = "multiple of the spectrum's largest magnitude that is added",
                      .low = -1000,
                      .high = 1000,
                      .default_value = 1.0}},
      .draw = draw_spike,
      .is_identity = is_identity_spike,
      .apply = apply_spike,
  };
}

}  // namespace coopseg::artifact
