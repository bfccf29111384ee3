#include "augment/augmentation.h"

#include <torch/torch.h>

#include "augment/sampling_grid.h"
#include "slices/slice_batch.h"

namespace coopseg::augment {
namespace {

template <class Value>
std::span<Value> elements(const torch::Tensor& tensor) {
  return {tensor.data_ptr<std::remove_const_t<Value>>(), static_cast<std::size_t>(tensor.numel())};
}

void augment_slice(const Augmentation& augmentation, const LabelledSlice& slice, slices::SliceSize field,
                   std::span<float> image, std::span<std::int64_t> label) {
  const slices::SliceSize size = {slice.image.size(1), slice.image.size(0)};
  const AffineMap map = source_map(augmentation.spatial, size, field);
  SamplingGrid grid = augmentation.elastic ? sampling_grid(map, displacement(*augmentation.elastic, field), field)
                                           : sampling_grid(map, field);
  repeat_edges(grid, size, field);
  sample_image(elements<const float>(slice.image.contiguous()), size, grid, image);
  sample_label(elements<const std::int64_t>(slice.label.contiguous()), size, grid, label);
  if (augmentation.intensity) apply(*augmentation.intensity, image);
}

}  // namespace

Augmentation draw_augmentation(core::RandomStream& random, slices::SliceSize field) {
  Augmentation augmentation;
  augmentation.spatial = draw_spatial(random);
  if (random.chance(0.5)) augmentation.intensity = draw_intensity(random);
  if (random.chance(0.5)) augmentation.elastic = draw_elastic(random, field);
  return augmentation;
}

AugmentedBatch apply(std::span<const Augmentation> augmentations, std::span<const LabelledSlice> slices,
                     slices::SliceSize field) {
  const auto count = static_cast<std::int64_t>(slices.size());
  AugmentedBatch batch = {torch::empty({count, 1, field.y, field.x}),
                          torch::empty({count, field.y, field.x}, torch::kInt64)};
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const auto position = static_cast<std::int64_t>(i);
    augment_slice(augmentations[i], slices[i], field, elements<float>(batch.image[position]),
                  elements<std::int64_t>(batch.label[position]));
  }
  batch.image = slices::min_max(batch.image);
  return batch;
}

}  // namespace coopseg::augment
