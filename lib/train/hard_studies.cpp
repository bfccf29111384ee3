#include "train/hard_studies.h"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <map>

#include "augment/augmentation.h"
#include "core/error.h"
#include "core/random.h"
#include "slices/put_back.h"
#include "slices/slice_batch.h"
#include "study/preprocessing.h"
#include "study/same_geometry.h"
#include "study/study_reader.h"

namespace coopseg::train {
namespace {

using hard_examples::Scope;

void check_same(const study::Case& hard, const TrainingCase& item) {
  study::check_same_geometry(hard.grid, "the hard example", item.geometry.grid, "the training case");
  study::check_same_preprocessing(hard.preprocessing, item.geometry.preprocessing, "the training case");
  if (!hard.label) return;
  const torch::Tensor label = slices::to_tensor(std::span<const std::uint8_t>(*hard.label), hard.grid);
  if (const auto differing = (label != item.label).sum().item<std::int64_t>(); differing > 0)
    throw core::Error("label differs from that of the training case in " + std::to_string(differing) +
                      " voxels, the same is expected");
}

/// [z, class, y, x] of the probability, else of the prediction; undefined where the case has neither.
torch::Tensor segmentation_of(const study::Case& hard) {
  if (!hard.probability && !hard.prediction) return {};
  const std::vector<float> probability =
      hard.probability ? *hard.probability : slices::one_hot(*hard.prediction, hard.grid);
  const std::span<const float> values(probability);
  std::vector<torch::Tensor> channels;
  for (std::size_t c = 0; c < study::classes; ++c)
    channels.push_back(slices::to_tensor(values.subspan(c * hard.grid.voxels(), hard.grid.voxels()), hard.grid));
  return torch::stack(channels, 1);
}

std::string parts_of(const HardCopy& copy) {
  if (copy.image.defined() && copy.probability.defined()) return "image and segmentation";
  return copy.image.defined() ? "image alone" : "segmentation alone";
}

HardCopy to_copy(const study::Case& hard, Scope scope) {
  HardCopy copy;
  if (scope != Scope::shape && hard.image)
    copy.image = slices::to_tensor(std::span<const float>(*hard.image), hard.grid);
  if (scope != Scope::image) copy.probability = segmentation_of(hard);
  if (!copy.image.defined() && !copy.probability.defined())
    throw core::Error("has nothing that scope '" + std::string(name_of(scope)) +
                      "' takes, expected an image (image, both) or a probability or prediction (shape, both)");
  return copy;
}

/// The training case of the same id, or null.
TrainingCase* find(TrainingData& data, const std::string& id) {
  const auto found = std::ranges::find(data.cases, id, &TrainingCase::id);
  return found == data.cases.end() ? nullptr : &*found;
}

/// A copy for one sample: slices on the training grid, the image [y, x] and the probability [class, y, x].
HardCopy draw_copy(const TrainingCase& item, std::int64_t slice, const Settings& settings, std::int64_t epoch) {
  core::RandomStream random(settings.seed, epoch, item.slice_key(slice), "hard study");
  const auto last = static_cast<std::int64_t>(item.hard.size()) - 1;
  const HardCopy& copy = item.hard[static_cast<std::size_t>(random.integer(0, last))];
  return {copy.image.defined() ? copy.image[slice] : torch::Tensor(),
          copy.probability.defined() ? copy.probability[slice] : torch::Tensor()};
}

/// Numbers of the pixels of a slice [y, x] from 1, so that they can be augmented as a label: 0 lies outside.
torch::Tensor pixel_numbers(const study::Grid& grid) {
  const auto width = static_cast<std::int64_t>(grid.size[0]);
  const auto height = static_cast<std::int64_t>(grid.size[1]);
  return torch::arange(1, width * height + 1, torch::kInt64).view({height, width});
}

/// log p [class, H, W] of the pixels whose numbers are given [H, W].
torch::Tensor logits_at(const torch::Tensor& pixels, const torch::Tensor& probability) {
  const torch::Tensor outside = torch::zeros({probability.size(0), 1});
  outside[0] = 1.0;
  const torch::Tensor columns = torch::cat({outside, probability.flatten(1)}, 1);
  const torch::Tensor values = columns.index_select(1, pixels.flatten()).view({-1, pixels.size(0), pixels.size(1)});
  return values.clamp_min(std::numeric_limits<float>::min()).log();
}

}  // namespace

std::vector<std::string> read_hard_studies(const std::string& list, Scope scope, TrainingData& data) {
  std::vector<std::string> unused;
  std::string parts;
  for_each_study(list, [&](const std::string& path) {
    const study::StudyReader study(core::read_input(path));
    data.hard_digests.push_back(study.digest());
    for (const std::string& id : study.ids()) {
      TrainingCase* const item = find(data, id);
      if (item == nullptr) {
        unused.push_back(id);
        continue;
      }
      core::in_context(path + ": /cases/" + id, [&] {
        const study::Case hard = study.read(id);
        check_same(hard, *item);
        item->hard.push_back(to_copy(hard, scope));
        if (parts.empty()) parts = parts_of(item->hard.back());
        if (parts_of(item->hard.back()) != parts)
          throw core::Error(parts_of(item->hard.back()) + " found, " + parts +
                            " as in the first hard example expected; scope image or shape takes one of them");
      });
    }
  });
  for (const TrainingCase& item : data.cases)
    if (item.hard.empty()) throw core::Error(list + ": no study has a hard example of the training case " + item.id);
  return unused;
}

hard_examples::HardExamples hard_studies_batch(const TrainingData& data, const std::vector<Sample>& samples,
                                               const Settings& settings, std::int64_t epoch, torch::Device device) {
  const slices::SliceSize size = {settings.size, settings.size};
  const std::size_t count = samples.size();
  std::vector<HardCopy> copies(count);
  std::vector<augment::Augmentation> augmentations(count);
  std::vector<augment::LabelledSlice> whole(count);
  std::vector<torch::Tensor> images(count);
  std::vector<torch::Tensor> pixels(count);
  for (std::size_t i = 0; i < count; ++i) {
    const TrainingCase& item = data.cases[samples[i].item];
    copies[i] = draw_copy(item, samples[i].slice, settings, epoch);
    augmentations[i] = augmentation_of(data, samples[i], settings, epoch);
    whole[i].image = copies[i].image.defined() ? copies[i].image : item.image[samples[i].slice];
    whole[i].label = pixel_numbers(item.geometry.grid);
    const slices::Field field = slices::field_on(item.geometry.grid, slices::FieldKind::centre, size);
    images[i] = slices::window(whole[i].image, field);
    pixels[i] = slices::window(whole[i].label, field);
  }
  const augment::AugmentedBatch views = augment::apply(augmentations, whole, size);
  hard_examples::HardExamples hard;
  if (copies[0].image.defined()) hard.image = torch::cat({views.image, torch::stack(images).unsqueeze(1)}).to(device);
  if (copies[0].probability.defined()) {
    std::vector<torch::Tensor> logits;
    for (std::size_t i = 0; i < count; ++i)
      logits.push_back(logits_at(views.label[static_cast<std::int64_t>(i)], copies[i].probability));
    for (std::size_t i = 0; i < count; ++i) logits.push_back(logits_at(pixels[i], copies[i].probability));
    hard.logits = torch::stack(logits).to(device);
  }
  return hard;
}

Scope scope_of(const Settings& settings) {
  const auto found = settings.hard_options.find("scope");
  return found == settings.hard_options.end() ? Scope::both : hard_examples::parse_scope(found->second);
}

void check_hard_studies(const Settings& settings) {
  if (!settings.architecture.has_stn() && scope_of(settings) != Scope::image)
    throw core::UsageError("--scope: " + std::string(name_of(scope_of(settings))) +
                           " found, image (a network without STN trains on corrupted images alone) expected");
}

hard_examples::HardBranch hard_studies(const Settings& settings, const TrainingData& data) {
  std::map<std::string, Sample> samples;
  for (std::size_t item = 0; item < data.cases.size(); ++item)
    for (std::int64_t slice = 0; slice < data.cases[item].image.size(0); ++slice)
      samples[data.cases[item].slice_key(slice)] = {item, slice};
  const HardCopy& copy = data.cases.front().hard.front();
  return {{copy.image.defined(), copy.probability.defined()},
          [settings, &data, samples](nn::Networks&, const hard_examples::StandardPass& pass,
                                     const hard_examples::DrawKeys& keys) {
            std::vector<Sample> batch;
            for (const std::string& key : keys.slices) batch.push_back(samples.at(key));
            return hard_studies_batch(data, batch, settings, keys.epoch, pass.clean.device());
          }};
}

}  // namespace coopseg::train
