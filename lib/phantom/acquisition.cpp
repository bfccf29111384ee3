#include "phantom/acquisition.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/parallel.h"

namespace coopseg::phantom {
namespace {

using std::numbers::pi;

constexpr double slice_thickness = 0.8;  // of the slice spacing
constexpr std::array<double, 11> unevenness = {0.0,  0.30, 0.08, 0.12, 0.15, 0.07,
                                               0.10, 0.20, 0.05, 0.07, 0.08};  // of each tissue's signal

/// One slice of a scan: where its voxels lie in the heart's axes.
struct Slice {
  double z;
  double thickness;
  double cosine;
  double sine;
  double shift_x;
  double shift_y;
  double spacing;
  std::size_t nx;
  std::size_t ny;

  /// Column and row may lie between voxel centres; `along` is in [-0.5, 0.5] across the slice.
  Place place(double column, double row, double along) const {
    const double x = (column - 0.5 * (static_cast<double>(nx) - 1.0)) * spacing - shift_x;
    const double y = (row - 0.5 * (static_cast<double>(ny) - 1.0)) * spacing - shift_y;
    return {.x = cosine * x + sine * y, .y = cosine * y - sine * x, .z = z + along * thickness};
  }
};

using Pixels = std::vector<double>;

/// Offsets within a voxel, shares of its sides: two places in each third of the slice.
constexpr std::array<std::array<double, 3>, 6> partial_volume = {{{-0.25, -0.25, -1.0 / 3.0},
                                                                  {0.25, 0.25, -1.0 / 3.0},
                                                                  {-0.25, 0.25, 0.0},
                                                                  {0.25, -0.25, 0.0},
                                                                  {-0.25, -0.25, 1.0 / 3.0},
                                                                  {0.25, 0.25, 1.0 / 3.0}}};

double mean_signal(const Subject& subject, Phase phase, const Site& site, const Slice& slice, double column,
                   double row) {
  const Place centre = slice.place(column, row, 0.0);
  const double texture = 0.6 * subject.medium.at(centre) + 0.4 * subject.fine.at(centre);
  double sum = 0.0;
  for (const auto& [u, v, along] : partial_volume) {
    const Place place = slice.place(column + u, row + v, along);
    const auto tissue = static_cast<std::size_t>(subject.tissue_at(phase, place));
    sum += site.signal[tissue] * (1.0 + unevenness[tissue] * texture);
  }
  return sum / static_cast<double>(partial_volume.size());
}

Pixels mean_signals(const Subject& subject, Phase phase, const Site& site, const Slice& slice) {
  Pixels pixels;
  pixels.reserve(slice.nx * slice.ny);
  for (std::size_t row = 0; row < slice.ny; ++row)
    for (std::size_t column = 0; column < slice.nx; ++column)
      pixels.push_back(mean_signal(subject, phase, site, slice, static_cast<double>(column), static_cast<double>(row)));
  return pixels;
}

std::vector<double> gaussian(double sigma) {
  const int reach = static_cast<int>(std::ceil(3.0 * sigma));
  std::vector<double> weights;
  double sum = 0.0;
  for (int i = -reach; i <= reach; ++i) sum += weights.emplace_back(std::exp(-0.5 * i * i / (sigma * sigma)));
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// Convolves along one axis; outside of the image the border's values hold.
Pixels convolve(const Pixels& pixels, const Slice& slice, const std::vector<double>& weights, bool rows) {
  const auto reach = static_cast<long>(weights.size() / 2);
  const auto nx = static_cast<long>(slice.nx);
  const auto ny = static_cast<long>(slice.ny);
  Pixels result;
  result.reserve(pixels.size());
  for (long y = 0; y < ny; ++y)
    for (long x = 0; x < nx; ++x) {
      double sum = 0.0;
      for (long i = -reach; i <= reach; ++i) {
        const long from_x = rows ? x : std::clamp(x + i, 0L, nx - 1);
        const long from_y = rows ? std::clamp(y + i, 0L, ny - 1) : y;
        sum += weights[static_cast<std::size_t>(i + reach)] * pixels[static_cast<std::size_t>(from_y * nx + from_x)];
      }
      result.push_back(sum);
    }
  return result;
}

/// The coil lies on the chest, before the heart; 1 at the heart apart from the unevenness.
double sensitivity(const Subject& subject, const Site& site, const Place& place) {
  constexpr double away = 150.0;  // mm
  const Place coarse = {.x = place.x / 3.0, .y = place.y / 3.0, .z = place.z / 3.0};
  const double behind = (0.8 * place.x + 0.6 * place.y) / away;
  return std::exp(-site.coil * behind) * (1.0 + site.shading * subject.coarse.at(coarse));
}

std::int16_t stored(double value) {
  constexpr double largest = std::numeric_limits<std::int16_t>::max();
  return static_cast<std::int16_t>(std::lround(std::min(value, largest)));
}

void image_slice(const Subject& subject, Phase phase, const Site& site, const Slice& slice, core::RandomStream& random,
                 std::int16_t* image) {
  const std::vector<double> spread = gaussian(site.blur / (2.0 * std::sqrt(2.0 * std::log(2.0)) * slice.spacing));
  const Pixels sharp = mean_signals(subject, phase, site, slice);
  const Pixels pixels = convolve(convolve(sharp, slice, spread, false), slice, spread, true);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const Place place = slice.place(static_cast<double>(i % slice.nx), static_cast<double>(i / slice.nx), 0.0);
    const double real = pixels[i] * sensitivity(subject, site, place) + site.noise * random.normal();
    const double imaginary = site.noise * random.normal();
    image[i] = stored(site.gain * std::hypot(real, imaginary));
  }
}

void label_slice(const Heart& heart, const Slice& slice, std::uint8_t* label) {
  for (std::size_t row = 0; row < slice.ny; ++row)
    for (std::size_t column = 0; column < slice.nx; ++column)
      *label++ = static_cast<std::uint8_t>(
          heart.part_at(slice.place(static_cast<double>(column), static_cast<double>(row), 0.0)));
}

/// An oblique short-axis view; the heart's valve plane lies at the scanner's centre.
study::Grid make_grid(std::size_t matrix, double spacing, double slice_spacing, std::size_t slices, double first) {
  const double a = 0.6;  // rotations about the scanner's axes
  const double b = 0.7;
  study::Grid grid = {.size = {matrix, matrix, slices},
                      .spacing = {spacing, spacing, slice_spacing},
                      .origin = {},
                      .direction = {std::cos(a), -std::sin(a) * std::cos(b), std::sin(a) * std::sin(b),  //
                                    std::sin(a), std::cos(a) * std::cos(b), -std::cos(a) * std::sin(b),  //
                                    0.0, std::sin(b), std::cos(b)}};
  const double half = -0.5 * (static_cast<double>(matrix) - 1.0) * spacing;
  for (std::size_t i = 0; i < 3; ++i)
    grid.origin[i] = half * (grid.direction[3 * i] + grid.direction[3 * i + 1]) + first * grid.direction[3 * i + 2];
  return grid;
}

}  // namespace

Stack draw_stack(core::RandomStream& random, const Subject& subject, const Site& site, int matrix, double spacing) {
  const double step = site.slice_spacing;
  const double apex = subject.heart.ed.length + subject.heart.ed.wall;
  Stack stack;
  stack.view = (site.view + random.uniform(-20.0, 20.0)) * pi / 180.0;
  stack.shift_x = 8.0 * random.normal();
  stack.shift_y = 8.0 * random.normal();
  stack.first = random.uniform(-0.7, 0.4) * step;
  const double last = apex + random.uniform(-0.6, 0.5) * step;
  const auto slices = static_cast<std::size_t>(std::ceil((last - stack.first) / step));
  stack.grid = make_grid(static_cast<std::size_t>(matrix), spacing, step, slices, stack.first);
  return stack;
}

Volume acquire(const Subject& subject, Phase phase, const Site& site, const Stack& stack, std::uint64_t seed,
               std::uint64_t number, int threads) {
  const study::Grid& grid = stack.grid;
  Volume volume{.image = std::vector<std::int16_t>(grid.voxels()), .label = std::vector<std::uint8_t>(grid.voxels())};
  core::parallel_for(grid.size[2], threads, [&](std::size_t z) {
    core::RandomStream random(seed, site.name, number, static_cast<int>(phase), z, "acquisition");
    const Slice slice = {.z = stack.first + static_cast<double>(z) * site.slice_spacing,
                         .thickness = slice_thickness * site.slice_spacing,
                         .cosine = std::cos(stack.view),
                         .sine = std::sin(stack.view),
                         .shift_x = stack.shift_x + 0.8 * random.normal(),  // breath-holds differ
                         .shift_y = stack.shift_y + 0.8 * random.normal(),
                         .spacing = grid.spacing[0],
                         .nx = grid.size[0],
                         .ny = grid.size[1]};
    image_slice(subject, phase, site, slice, random, &volume.image[z * grid.slice_voxels()]);
    label_slice(subject.heart_at(phase), slice, &volume.label[z * grid.slice_voxels()]);
  });
  return volume;
}

}  // namespace coopseg::phantom
