#include "augment/spatial_transform.h"

#include <torch/torch.h>

#include <cmath>
#include <numbers>

#include "slices/slice_batch.h"

namespace coopseg::augment {
namespace {

constexpr double degree = std::numbers::pi / 180.0;

// Output pixel offsets from the field's centre to input pixel offsets from the slice's centre, in pixels: the inverse
// of flip, rotate, scale, shift. Returns the sampling grid [1, H, W, 2] of torch's grid_sample (align_corners false).
torch::Tensor sampling_grid(const SpatialTransform& transform, std::int64_t height, std::int64_t width,
                            slices::SliceSize size) {
  const double cosine = std::cos(transform.rotation) / transform.scale;
  const double sine = std::sin(transform.rotation) / transform.scale;
  const double flip_x = transform.flip_x ? -1.0 : 1.0;
  const double flip_y = transform.flip_y ? -1.0 : 1.0;
  const auto offsets = [](std::int64_t count, double shift) {
    return torch::arange(count, torch::kFloat64) - 0.5 * static_cast<double>(count - 1) -
           shift * static_cast<double>(count);
  };
  const torch::Tensor x = offsets(size.x, transform.shift_x).unsqueeze(0);
  const torch::Tensor y = offsets(size.y, transform.shift_y).unsqueeze(1);
  const torch::Tensor source_x = flip_x * (cosine * x + sine * y) * (2.0 / static_cast<double>(width));
  const torch::Tensor source_y = flip_y * (cosine * y - sine * x) * (2.0 / static_cast<double>(height));
  return torch::stack({source_x, source_y}, -1).unsqueeze(0).to(torch::kFloat32);
}

torch::Tensor sample(const torch::Tensor& slice, const torch::Tensor& grid,
                     torch::nn::functional::GridSampleFuncOptions::mode_t mode) {
  namespace functional = torch::nn::functional;
  const auto options = functional::GridSampleFuncOptions().mode(mode).padding_mode(torch::kZeros).align_corners(false);
  return functional::grid_sample(slice.unsqueeze(0).unsqueeze(0), grid, options).squeeze(0).squeeze(0);
}

}  // namespace

SpatialTransform draw_transform(core::RandomStream& random) {
  SpatialTransform transform;
  transform.flip_x = random.chance(0.2);
  transform.flip_y = random.chance(0.2);
  transform.rotation = random.uniform(-15.0, 15.0) * degree + static_cast<double>(random.integer(0, 7)) * 45.0 * degree;
  transform.shift_x = random.uniform(-0.1, 0.1);
  transform.shift_y = random.uniform(-0.1, 0.1);
  transform.scale = random.uniform(0.8, 1.1);
  return transform;
}

AugmentedSlice apply(const SpatialTransform& transform, const torch::Tensor& image, const torch::Tensor& label,
                     slices::SliceSize size) {
  const torch::Tensor grid = sampling_grid(transform, image.size(0), image.size(1), size);
  return {slices::min_max(sample(image, grid, torch::kBilinear)),
          sample(label.to(torch::kFloat32), grid, torch::kNearest).round().to(torch::kInt64)};
}

}  // namespace coopseg::augment
