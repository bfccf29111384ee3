#include "artifact/motion.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "artifact/kspace.h"
#include "artifact/rigid_resample.h"
#include "core/error.h"

namespace coopseg::artifact {
namespace {

constexpr Levels degrees = {0.5, 1, 1.8, 2.8, 4};
constexpr Levels translation = {0.5, 1, 1.8, 2.8, 4};
/// When a drawn patient moves: away and back, shortly before and after the centre of k-space.
constexpr std::array<std::array<double, 2>, 4> drawn_times = {{{0.1, 0.3}, {0.46, 0.49}, {0.51, 0.54}, {0.7, 0.9}}};

using Matrix = std::array<double, 9>;  ///< row-major
using Volume = std::vector<float>;

struct Movements {
  Rows degrees;
  Rows translation;
  std::vector<double> times;
};

Movements movements_of(const Parameters& parameters) {
  Movements movements{rows(parameters, "degrees"), rows(parameters, "translation"), numbers(parameters, "times")};
  const std::size_t count = std::max({movements.degrees.size(), movements.translation.size(), movements.times.size()});
  if (movements.degrees.empty()) movements.degrees.resize(count);
  if (movements.translation.empty()) movements.translation.resize(count);
  if (movements.times.empty())
    for (std::size_t i = 1; i <= count; ++i)
      movements.times.push_back(static_cast<double>(i) / static_cast<double>(count + 1));
  if (movements.degrees.size() != count || movements.translation.size() != count || movements.times.size() != count)
    throw core::Error("degrees, translation and times: " + std::to_string(movements.degrees.size()) + ", " +
                      std::to_string(movements.translation.size()) + " and " + std::to_string(movements.times.size()) +
                      " movements found, equal numbers expected");
  if (!std::ranges::is_sorted(movements.times)) throw core::Error("times: ascending numbers expected");
  return movements;
}

Parameters draw_motion(core::RandomStream& random, int severity) {
  Movements drawn;
  const auto movement = [&] { return (random.chance(0.5) ? 1.0 : -1.0) * random.uniform(0.4, 1.0); };
  for (const auto& [earliest, latest] : drawn_times) {
    const double angle = movement();
    const double x = movement();
    const double y = movement();
    drawn.degrees.push_back({0, 0, at(degrees, severity) * angle});
    drawn.translation.push_back({at(translation, severity) * x, at(translation, severity) * y, 0});
    drawn.times.push_back(random.uniform(earliest, latest));
  }
  return {{"degrees", drawn.degrees},
          {"translation", drawn.translation},
          {"times", drawn.times},
          {"image-interpolation", "linear"},
          {"mode", "in-plane"}};
}

bool is_identity_motion(const Parameters& parameters) {
  const Movements movements = movements_of(parameters);
  const auto is_zero = [](const Row& row) { return row == Row{}; };
  return std::ranges::all_of(movements.degrees, is_zero) && std::ranges::all_of(movements.translation, is_zero);
}

Matrix product(const Matrix& a, const Matrix& b) {
  Matrix c{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k) c[3 * i + j] += a[3 * i + k] * b[3 * k + j];
  return c;
}

Row product(const Matrix& a, const Row& v) {
  Row result{};
  for (std::size_t i = 0; i < 3; ++i) result[i] = a[3 * i] * v[0] + a[3 * i + 1] * v[1] + a[3 * i + 2] * v[2];
  return result;
}

Matrix transposed(const Matrix& a) { return {a[0], a[3], a[6], a[1], a[4], a[7], a[2], a[5], a[8]}; }

/// Rz Rx Ry.
Matrix rotation(const Row& angles) {
  Row s{};
  Row c{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double radians = angles[i] * std::numbers::pi / 180.0;
    s[i] = std::sin(radians);
    c[i] = std::cos(radians);
  }
  const Matrix about_x = {1, 0, 0, 0, c[0], -s[0], 0, s[0], c[0]};
  const Matrix about_y = {c[1], 0, s[1], 0, 1, 0, -s[1], 0, c[1]};
  const Matrix about_z = {c[2], -s[2], 0, s[2], c[2], 0, 0, 0, 1};
  return product(product(about_z, about_x), about_y);
}

Row centre_of(const study::Grid& grid) {
  Row to_centre{};
  for (std::size_t i = 0; i < 3; ++i) to_centre[i] = 0.5 * (static_cast<double>(grid.size[i]) - 1.0) * grid.spacing[i];
  Row centre = product(grid.direction, to_centre);
  for (std::size_t i = 0; i < 3; ++i) centre[i] += grid.origin[i];
  return centre;
}

/// The same movement in the axes of the image and about its centre.
RigidTransform about_centre(const Matrix& turn, const Row& shift, const study::Grid& grid) {
  const Matrix matrix = product(product(grid.direction, turn), transposed(grid.direction));
  const Row centre = centre_of(grid);
  const Row turned = product(matrix, centre);
  Row offset = product(grid.direction, shift);
  for (std::size_t i = 0; i < 3; ++i) offset[i] += centre[i] - turned[i];
  return {matrix, offset};
}

/// The end of a segment of n planes. Times that TorchIO draws are float32, and so is their product there.
std::size_t segment_end(double time, std::size_t n) {
  const auto narrow = static_cast<float>(time);
  if (narrow == time) return static_cast<std::size_t>(narrow * static_cast<float>(n));
  return static_cast<std::size_t>(time * static_cast<double>(n));
}

/// What each segment of k-space is acquired of: the volume itself takes the place of the first copy after the middle
/// of the acquisition, or of the last segment, and that copy comes first.
std::vector<Volume> segments_of(const Movements& movements, const Parameters& parameters, const study::Grid& grid,
                                std::span<const float> image) {
  const bool in_plane = word(parameters, "mode") == "in-plane";
  std::vector<Volume> segments = {Volume(image.begin(), image.end())};
  for (std::size_t i = 0; i < movements.times.size(); ++i) {
    const Matrix turn = rotation(movements.degrees[i]);
    const Row& shift = movements.translation[i];
    const RigidTransform transform = in_plane ? about_centre(turn, shift, grid) : RigidTransform{turn, shift};
    segments.push_back(rigid_resample(image, grid, transform, word(parameters, "image-interpolation")));
  }
  const auto after_middle = std::ranges::find_if(movements.times, [](double time) { return time > 0.5; });
  const std::size_t place = after_middle == movements.times.end()
                                ? movements.times.size()
                                : static_cast<std::size_t>(after_middle - movements.times.begin());
  std::swap(segments[0], segments[place]);
  return segments;
}

void apply_motion(const Parameters& parameters, const study::Grid& grid, std::span<float> image) {
  const Movements movements = movements_of(parameters);
  const std::size_t axis = word(parameters, "mode") == "in-plane" ? 1 : 2;
  const std::size_t n = grid.size.at(axis);
  std::vector<Volume> segments = segments_of(movements, parameters, grid, image);
  std::ranges::fill(image, 0.0F);
  std::size_t begin = 0;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const std::size_t end = s < movements.times.size() ? segment_end(movements.times[s], n) : n;
    std::vector<Complex> transfer(n, 0.0);
    std::fill(transfer.begin() + static_cast<std::ptrdiff_t>(begin),
              transfer.begin() + static_cast<std::ptrdiff_t>(end), 1.0);
    filter_axis(segments[s], grid, axis, transfer);
    std::ranges::transform(image, segments[s], image.begin(), std::plus<>());
    begin = end;
  }
}

}  // namespace

Artifact motion() {
  const auto movement = [](const char* name, const char* meaning, double largest) {
    return ParameterInfo{.name = name,
                         .meaning = meaning,
                         .kind = Kind::rows,
                         .low = -largest,
                         .high = largest,
                         .words = {"none"},
                         .default_value = Rows{}};
  };
  return {
      .name = "motion",
      .summary = "the patient moves during the acquisition: segments of k-space from moved copies",
      .parameters = {movement("degrees", "angles about x, y and z of each movement", 360),
                     movement("translation", "mm along x, y and z of each movement", 10000),
                     {.name = "times",
                      .meaning = "when the movements happen, as ascending fractions of the acquisition; none: evenly",
                      .kind = Kind::numbers,
                      .high = 1,
                      .words = {"none"},
                      .default_value = std::vector<double>{}},
                     {.name = "image-interpolation",
                      .meaning = "of the moved copies",
                      .kind = Kind::word,
                      .words = {"linear", "nearest", "bspline"},
                      .default_value = Value("linear")},
                     {.name = "mode",
                      .meaning = "in-plane: about the image centre in the axes of the image, k-space along y, as 2-D "
                                 "cine is acquired; torchio: about the origin of the world in LPS axes, k-space along "
                                 "z, as TorchIO and the published ACDC-C",
                      .kind = Kind::word,
                      .words = {"in-plane", "torchio"},
                      .default_value = Value("in-plane")}},
      .draw = draw_motion,
      .is_identity = is_identity_motion,
      .apply = apply_motion,
  };
}

}  // namespace coopseg::artifact
