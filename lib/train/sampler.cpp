#include "train/sampler.h"

#include <torch/torch.h>

#include <algorithm>
#include <string>

#include "core/random.h"
#include "slices/field.h"
#include "slices/slice_batch.h"
#include "train/label_damage.h"
#include "train/noise.h"

namespace coopseg::train {
namespace {

// Both copies of a slice draw from one stream.
torch::Tensor damaged_labels(const torch::Tensor& labels, const TrainingData& data, const std::vector<Sample>& samples,
                             const Settings& settings, std::int64_t epoch) {
  const std::size_t count = samples.size();
  std::vector<torch::Tensor> damaged(2 * count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string key = data.cases[samples[i].item].slice_key(samples[i].slice);
    core::RandomStream random(settings.seed, epoch, key, "label damage");
    for (const std::size_t position : {i, count + i})
      damaged[position] =
          apply(draw_damage(random, settings.architecture.classes), labels[static_cast<std::int64_t>(position)]);
  }
  return torch::stack(damaged);
}

}  // namespace

std::vector<std::vector<Sample>> batches_of_epoch(const TrainingData& data, const Settings& settings,
                                                  std::int64_t epoch) {
  std::vector<Sample> order;
  for (std::size_t item = 0; item < data.cases.size(); ++item)
    for (std::int64_t slice = 0; slice < data.cases[item].image.size(0); ++slice) order.push_back({item, slice});
  core::RandomStream random(settings.seed, epoch, "order of samples");
  for (std::size_t i = order.size() - 1; i > 0; --i)
    std::swap(order[i], order[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(i)))]);
  const auto length = static_cast<std::size_t>(settings.batch_size / 2);
  std::vector<std::vector<Sample>> batches;
  for (std::size_t begin = 0; begin < order.size(); begin += length)
    batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(begin),
                         order.begin() + static_cast<std::ptrdiff_t>(std::min(begin + length, order.size())));
  return batches;
}

augment::Augmentation augmentation_of(const TrainingData& data, const Sample& sample, const Settings& settings,
                                      std::int64_t epoch) {
  core::RandomStream random(settings.seed, epoch, data.cases[sample.item].slice_key(sample.slice), "augmentation");
  return augment::draw_augmentation(random, {settings.size, settings.size});
}

Batch make_batch(const TrainingData& data, const std::vector<Sample>& samples, const Settings& settings,
                 std::int64_t epoch) {
  const slices::SliceSize size = {settings.size, settings.size};
  const std::size_t count = samples.size();
  std::vector<augment::Augmentation> augmentations(count);
  std::vector<augment::LabelledSlice> whole(count);
  std::vector<torch::Tensor> images(count);
  std::vector<torch::Tensor> labels(count);
  std::vector<torch::Tensor> noise(2 * count);
  for (std::size_t i = 0; i < count; ++i) {
    const TrainingCase& item = data.cases[samples[i].item];
    const std::string key = item.slice_key(samples[i].slice);
    augmentations[i] = augmentation_of(data, samples[i], settings, epoch);
    whole[i] = {item.image[samples[i].slice], item.label[samples[i].slice]};
    const slices::Field field = slices::field_on(item.geometry.grid, slices::FieldKind::centre, size);
    images[i] = slices::window(whole[i].image, field);
    labels[i] = slices::window(whole[i].label, field);
    core::RandomStream noise_stream(settings.seed, epoch, key, "noise");
    for (const std::size_t position : {i, count + i})
      noise[position] = draw_noise({1, settings.size, settings.size}, noise_stream);
  }
  const augment::AugmentedBatch views = augment::apply(augmentations, whole, size);
  Batch batch;
  batch.clean = torch::cat({views.image, torch::stack(images).unsqueeze(1)});
  batch.noisy = add_noise(batch.clean, torch::stack(noise), settings.noise);
  batch.label = torch::cat({views.label, torch::stack(labels)});
  if (settings.freeze_ftn) batch.damaged_label = damaged_labels(batch.label, data, samples, settings, epoch);
  return batch;
}

}  // namespace coopseg::train
