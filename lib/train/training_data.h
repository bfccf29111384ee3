#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "study/case.h"

namespace coopseg::train {

/// A hard example of a case, on the case's grid. Either may be undefined: then it does not take part.
struct HardCopy {
  torch::Tensor image;        ///< [z, y, x] float, the corrupted image
  torch::Tensor probability;  ///< [z, class, y, x] float, the corrupted segmentation
};

/// One labelled case in memory.
struct TrainingCase {
  std::string id;
  std::string patient;         ///< the id where the study names none
  study::Case geometry;        ///< the case without its arrays
  torch::Tensor image;         ///< [z, y, x] float, as stored
  torch::Tensor label;         ///< [z, y, x] int64
  std::vector<HardCopy> hard;  ///< see hard_studies.h; empty unless hard examples come from studies

  /// "case/slice": the key of a slice's random draws, and its name in messages.
  std::string slice_key(std::int64_t slice) const { return id + "/" + std::to_string(slice); }
};

/// The cases of a training or validation set, which agree in in-plane spacing and preprocessing.
struct TrainingData {
  std::vector<TrainingCase> cases;
  std::string preprocessing;              ///< "" where the studies say nothing
  std::array<double, 2> spacing{};        ///< mm, x and y
  std::vector<std::string> digests;       ///< of the studies, in the order of the list
  std::vector<std::string> hard_digests;  ///< of the studies of hard examples likewise

  std::size_t slices() const;
};

/// Calls `read(path)` for each study that a list names, one path a line, relative to the list's folder. An empty list
/// is an Error; those of `read` get list and line in front.
void for_each_study(const std::string& list, const std::function<void(const std::string& path)>& read);

/// Reads all cases of the studies that a list names. Throws Error that names list, line and study: an empty list, a
/// case that stands twice or has no image or label, studies that disagree.
TrainingData read_training_data(const std::string& list);

/// Throws Error where the two sets disagree in spacing or preprocessing.
void check_agreement(const TrainingData& training, const TrainingData& validation);

/// A line for each patient with cases in both sets, who makes validation scores look better than they are.
std::vector<std::string> leaks(const TrainingData& training, const TrainingData& validation);

/// "no voxel of RV" where classes occur in no label, "no voxel of LV, MYO, RV: all labels are background" where none
/// does; "" where all do.
std::string missing_classes(const TrainingData& data);

}  // namespace coopseg::train
