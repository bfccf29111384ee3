#include "segmentation/accepted_changes.h"

#include <torch/torch.h>

#include "image/nifti_writer.h"
#include "image/resample.h"
#include "slices/slice_batch.h"

namespace coopseg::segmentation {
namespace {

/// Dilation of masks [z, y, x] with a cross of radius 1, slice by slice.
torch::Tensor dilated(const torch::Tensor& mask) {
  const torch::Tensor planes = mask.to(torch::kFloat32).unsqueeze(1);
  const torch::Tensor rows = torch::max_pool2d(planes, {1, 3}, {1, 1}, {0, 1});
  const torch::Tensor columns = torch::max_pool2d(planes, {3, 1}, {1, 1}, {1, 0});
  return torch::maximum(rows, columns).squeeze(1) > 0;
}

torch::Tensor opened(const torch::Tensor& mask) { return dilated(dilated(mask.logical_not()).logical_not()); }

/// The connected parts of `mask` that hold something of `seed` (reconstruction by geodesic dilation).
torch::Tensor connected_to(torch::Tensor seed, const torch::Tensor& mask) {
  while (true) {
    const torch::Tensor grown = dilated(seed) & mask;
    if (torch::equal(grown, seed)) return seed;
    seed = grown;
  }
}

}  // namespace

void keep_accepted(double accept, const Before& before, study::Case& subject) {
  const std::size_t voxels = subject.grid.voxels();
  std::vector<std::uint8_t> sure(voxels);
  for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
    const std::uint8_t label = (*subject.prediction)[voxel];
    sure[voxel] = label != before.labels[voxel] && (*subject.probability)[label * voxels + voxel] > accept;
  }
  const torch::Tensor changes = slices::to_tensor(std::span<const std::uint8_t>(sure), subject.grid) > 0;
  const torch::Tensor kept = connected_to(opened(changes), changes).contiguous();
  const bool* const accepted = kept.data_ptr<bool>();
  for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
    if (accepted[voxel]) continue;
    (*subject.prediction)[voxel] = before.labels[voxel];
    for (std::size_t c = 0; c < study::classes; ++c)
      (*subject.probability)[c * voxels + voxel] = before.probability[c * voxels + voxel];
  }
}

std::vector<std::uint8_t> keep_unchanged(std::span<const std::uint8_t> before, const study::Case& subject,
                                         std::span<const std::uint8_t> original, std::vector<std::uint8_t> refined) {
  std::vector<std::uint8_t> changed(before.size());
  for (std::size_t voxel = 0; voxel < before.size(); ++voxel)
    changed[voxel] = (*subject.prediction)[voxel] != before[voxel];
  const std::vector<std::uint8_t> there =
      image::resample_label_in_plane(changed, subject.grid, image::output_grid(subject).grid);
  for (std::size_t voxel = 0; voxel < refined.size(); ++voxel)
    if (there[voxel] == 0) refined[voxel] = original[voxel];
  return refined;
}

}  // namespace coopseg::segmentation
