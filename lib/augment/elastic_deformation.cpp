#include "augment/elastic_deformation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace coopseg::augment {
namespace {

std::int64_t margin(std::int64_t side) { return std::llround(static_cast<double>(side) / 12.0); }

/// Row-major, the rows padded with zeros to a multiple of `block`, for loops that the compiler makes vectors of.
class Image {
 public:
  static constexpr std::size_t block = 8;

  Image(std::size_t rows, std::size_t columns)
      : rows_(rows), columns_(columns), stride_((columns + block - 1) / block * block), values_(rows * stride_) {}

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  std::size_t stride() const { return stride_; }
  float* row(std::size_t i) { return values_.data() + i * stride_; }
  const float* row(std::size_t i) const { return values_.data() + i * stride_; }

 private:
  std::size_t rows_;
  std::size_t columns_;
  std::size_t stride_;
  std::vector<float> values_;
};

Image to_image(const std::vector<float>& values, slices::SliceSize size) {
  const auto columns = static_cast<std::size_t>(size.x);
  Image image(static_cast<std::size_t>(size.y), columns);
  for (std::size_t i = 0; i < image.rows(); ++i) std::copy_n(values.data() + i * columns, columns, image.row(i));
  return image;
}

/// A filter along one axis: what each output sample takes of consecutive input samples.
struct Taps {
  std::size_t first;
  std::vector<float> weights;
};
using Filter = std::vector<Taps>;

/// Filters the columns of an image and transposes it: twice, with the filters of y and x, is a separable filter.
Image filter_and_transpose(const Filter& filter, const Image& image) {
  Image result(image.columns(), filter.size());
  for (std::size_t begin = 0; begin < image.columns(); begin += Image::block) {
    const std::size_t count = std::min(Image::block, image.columns() - begin);
    for (std::size_t i = 0; i < filter.size(); ++i) {
      std::array<float, Image::block> sum{};
      const float* values = image.row(filter[i].first) + begin;
      for (const float weight : filter[i].weights) {
        for (std::size_t c = 0; c < Image::block; ++c) sum[c] += weight * values[c];
        values += image.stride();
      }
      for (std::size_t c = 0; c < count; ++c) result.row(begin + c)[i] = sum[c];
    }
  }
  return result;
}

/// Nodes along one axis of the field: one before its first pixel, then every `step` pixels to two after its last.
struct Nodes {
  std::int64_t step;
  std::int64_t count;
  std::int64_t first;  ///< pixel of the padded field

  Nodes(std::int64_t field, double sigma)
      : step(std::max<std::int64_t>(1, static_cast<std::int64_t>(sigma / 3.0))),
        count((field - 1) / step + 4),
        first(margin(field) - step) {}
};

/// The Gaussian at the nodes, of the pixels of the padded field.
Filter smoothing(const Nodes& nodes, std::int64_t pixels, double sigma) {
  const auto radius = static_cast<std::int64_t>(4.0 * sigma + 0.5);
  std::vector<double> kernel(static_cast<std::size_t>(radius) + 1);
  double total = 0.0;
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    const double distance = static_cast<double>(i) / sigma;
    kernel[i] = std::exp(-0.5 * distance * distance);
    total += i == 0 ? kernel[i] : 2.0 * kernel[i];
  }
  Filter filter;
  for (std::int64_t i = 0; i < nodes.count; ++i) {
    const std::int64_t node = nodes.first + i * nodes.step;
    const std::int64_t first = std::max<std::int64_t>(0, node - radius);
    const std::int64_t last = std::min(pixels - 1, node + radius);
    Taps taps = {static_cast<std::size_t>(first), {}};
    for (std::int64_t pixel = first; pixel <= last; ++pixel)
      taps.weights.push_back(static_cast<float>(kernel[static_cast<std::size_t>(std::abs(pixel - node))] / total));
    filter.push_back(taps);
  }
  return filter;
}

/// The pixels of the field between the nodes: Catmull-Rom interpolation, which is Keys' cubic convolution with a = -1/2
/// (IEEE Trans. ASSP 1981).
Filter interpolation(const Nodes& nodes, std::int64_t field) {
  Filter filter;
  for (std::int64_t pixel = 0; pixel < field; ++pixel) {
    const double t = static_cast<double>(pixel % nodes.step) / static_cast<double>(nodes.step);
    filter.push_back(
        {static_cast<std::size_t>(pixel / nodes.step),
         {static_cast<float>(0.5 * t * (-1.0 + t * (2.0 - t))), static_cast<float>(1.0 + 0.5 * t * t * (3.0 * t - 5.0)),
          static_cast<float>(0.5 * t * (1.0 + t * (4.0 - 3.0 * t))), static_cast<float>(0.5 * t * t * (t - 1.0))}});
  }
  return filter;
}

}  // namespace

slices::SliceSize padded(slices::SliceSize field) {
  return {field.x + 2 * margin(field.x), field.y + 2 * margin(field.y)};
}

ElasticDeformation draw_elastic(core::RandomStream& random, slices::SliceSize field) {
  ElasticDeformation deformation;
  deformation.size = padded(field);
  const double height = 0.75 * static_cast<double>(deformation.size.y);
  deformation.alpha = random.uniform(1.5, 2.0) * height;
  deformation.sigma = random.uniform(0.1, 0.2) * height;
  const auto pixels = static_cast<std::size_t>(deformation.size.x * deformation.size.y);
  deformation.noise_x.resize(pixels);
  deformation.noise_y.resize(pixels);
  constexpr float unit = 1.0F / 2147483648.0F;
  for (std::size_t i = 0; i < pixels; ++i) {
    const std::uint64_t bits = random.bits();
    deformation.noise_x[i] = unit * static_cast<float>(static_cast<std::int32_t>(bits >> 32U));
    deformation.noise_y[i] = unit * static_cast<float>(static_cast<std::int32_t>(bits & 0xffffffffU));
  }
  return deformation;
}

Displacement displacement(const ElasticDeformation& deformation, slices::SliceSize field) {
  const Nodes nodes_x(field.x, deformation.sigma);
  const Nodes nodes_y(field.y, deformation.sigma);
  const Filter smooth_x = smoothing(nodes_x, deformation.size.x, deformation.sigma);
  const Filter smooth_y = smoothing(nodes_y, deformation.size.y, deformation.sigma);
  const Filter between_x = interpolation(nodes_x, field.x);
  const Filter between_y = interpolation(nodes_y, field.y);
  const auto alpha = static_cast<float>(deformation.alpha);
  const auto smoothed = [&](const std::vector<float>& noise) {
    const Image nodes =
        filter_and_transpose(smooth_x, filter_and_transpose(smooth_y, to_image(noise, deformation.size)));
    const Image everywhere = filter_and_transpose(between_x, filter_and_transpose(between_y, nodes));
    std::vector<float> values;
    values.reserve(static_cast<std::size_t>(field.x * field.y));
    for (std::size_t y = 0; y < everywhere.rows(); ++y)
      for (std::size_t x = 0; x < everywhere.columns(); ++x) values.push_back(alpha * everywhere.row(y)[x]);
    return values;
  };
  return {smoothed(deformation.noise_x), smoothed(deformation.noise_y)};
}

}  // namespace coopseg::augment
