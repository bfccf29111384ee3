#include "slices/slice_batch.h"

#include <torch/torch.h>

#include <vector>

namespace coopseg::slices {
namespace {

template <class T>
torch::Tensor copy_of(std::span<const T> volume, const study::Grid& grid) {
  const std::vector<std::int64_t> shape = {static_cast<std::int64_t>(grid.size[2]),
                                           static_cast<std::int64_t>(grid.size[1]),
                                           static_cast<std::int64_t>(grid.size[0])};
  // from_blob takes no const pointer; the clone leaves the volume alone.
  return torch::from_blob(const_cast<T*>(volume.data()), shape, torch::CppTypeToScalarType<T>::value).clone();
}

}  // namespace

torch::Tensor to_tensor(std::span<const float> volume, const study::Grid& grid) { return copy_of(volume, grid); }

torch::Tensor to_tensor(std::span<const std::uint8_t> volume, const study::Grid& grid) { return copy_of(volume, grid); }

torch::Tensor window(const torch::Tensor& slices, const Field& field) {
  const std::int64_t right = field.size.x - slices.size(-1) + field.offset_x;
  const std::int64_t bottom = field.size.y - slices.size(-2) + field.offset_y;
  return torch::constant_pad_nd(slices, {-field.offset_x, right, -field.offset_y, bottom}, 0);
}

torch::Tensor min_max(const torch::Tensor& slices) {
  const torch::Tensor low = slices.amin({-2, -1}, true);
  const torch::Tensor range = slices.amax({-2, -1}, true) - low;
  return torch::where(range > 0, (slices - low) / torch::where(range > 0, range, torch::ones_like(range)),
                      torch::zeros_like(slices));
}

torch::Tensor image_batch(const study::Case& subject, const Field& field) {
  return min_max(window(to_tensor(std::span<const float>(subject.require_image()), subject.grid), field)).unsqueeze(1);
}

torch::Tensor label_batch(std::span<const std::uint8_t> labels, const study::Grid& grid, const Field& field) {
  return window(to_tensor(labels, grid), field).to(torch::kInt64);
}

torch::Tensor probability_batch(std::span<const float> probability, const study::Grid& grid, const Field& field) {
  std::vector<torch::Tensor> channels;
  for (std::size_t c = 0; c < study::classes; ++c)
    channels.push_back(window(to_tensor(probability.subspan(c * grid.voxels(), grid.voxels()), grid), field));
  torch::Tensor batch = torch::stack(channels, 1);
  const torch::Tensor outside =
      window(torch::ones({1, static_cast<std::int64_t>(grid.size[1]), static_cast<std::int64_t>(grid.size[0])}),
             field) == 0;
  batch.select(1, 0).masked_fill_(outside, 1.0);
  return batch;
}

}  // namespace coopseg::slices
