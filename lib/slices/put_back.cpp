#include "slices/put_back.h"

#include <torch/torch.h>

#include <algorithm>

namespace coopseg::slices {
namespace {

struct Overlap {
  std::int64_t x_begin, x_end, y_begin, y_end;
};

Overlap overlap(const study::Grid& grid, const Field& field) {
  return {std::max<std::int64_t>(0, field.offset_x),
          std::min(static_cast<std::int64_t>(grid.size[0]), field.offset_x + field.size.x),
          std::max<std::int64_t>(0, field.offset_y),
          std::min(static_cast<std::int64_t>(grid.size[1]), field.offset_y + field.size.y)};
}

// Copies [z, H, W] of the field into [z, y, x] of the grid where the two overlap.
void copy_overlap(const torch::Tensor& window, const Field& field, const study::Grid& grid, float* volume) {
  const Overlap area = overlap(grid, field);
  const torch::Tensor source = window.to(torch::kCPU, torch::kFloat32).contiguous();
  const float* values = source.data_ptr<float>();
  const auto nx = static_cast<std::int64_t>(grid.size[0]);
  const auto ny = static_cast<std::int64_t>(grid.size[1]);
  for (std::int64_t z = 0; z < static_cast<std::int64_t>(grid.size[2]); ++z)
    for (std::int64_t y = area.y_begin; y < area.y_end; ++y)
      std::copy_n(values + (z * field.size.y + y - field.offset_y) * field.size.x + area.x_begin - field.offset_x,
                  std::max<std::int64_t>(0, area.x_end - area.x_begin), volume + (z * ny + y) * nx + area.x_begin);
}

}  // namespace

std::vector<std::uint8_t> argmax(std::span<const float> probability, const study::Grid& grid) {
  const std::size_t voxels = grid.voxels();
  std::vector<std::uint8_t> labels(voxels, 0);
  for (std::size_t voxel = 0; voxel < voxels; ++voxel)
    for (std::size_t c = 1; c < study::classes; ++c)
      if (probability[c * voxels + voxel] > probability[labels[voxel] * voxels + voxel])
        labels[voxel] = static_cast<std::uint8_t>(c);
  return labels;
}

std::vector<float> one_hot(std::span<const std::uint8_t> labels, const study::Grid& grid) {
  std::vector<float> probability(study::classes * grid.voxels(), 0.0F);
  for (std::size_t voxel = 0; voxel < grid.voxels(); ++voxel) probability[labels[voxel] * grid.voxels() + voxel] = 1.0F;
  return probability;
}

std::vector<float> all_background(const study::Grid& grid) {
  return one_hot(std::vector<std::uint8_t>(grid.voxels(), 0), grid);
}

void put_back(const torch::Tensor& probability, const Field& field, std::vector<float> around, study::Case& subject) {
  for (std::size_t c = 0; c < study::classes; ++c)
    copy_overlap(probability.select(1, static_cast<std::int64_t>(c)), field, subject.grid,
                 around.data() + c * subject.grid.voxels());
  subject.prediction = argmax(around, subject.grid);
  subject.probability = std::move(around);
}

void put_back_image(const torch::Tensor& image, const Field& field, study::Case& subject) {
  copy_overlap(image, field, subject.grid, subject.image->data());
}

}  // namespace coopseg::slices
