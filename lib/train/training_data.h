#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "study/case.h"

namespace coopseg::train {

/// One labelled case in memory.
struct TrainingCase {
  std::string id;
  std::string patient;   ///< the id where the study names none
  study::Case geometry;  ///< the case without its arrays
  torch::Tensor image;   ///< [z, y, x] float, as stored
  torch::Tensor label;   ///< [z, y, x] int64
};

/// The cases of a training or validation set, which agree in in-plane spacing and preprocessing.
struct TrainingData {
  std::vector<TrainingCase> cases;
  std::string preprocessing;         ///< "" where the studies say nothing
  std::array<double, 2> spacing{};   ///< mm, x and y
  std::vector<std::string> digests;  ///< of the studies, in the order of the list

  std::size_t slices() const;
};

/// Reads all cases of the studies that a list names, one path a line, relative to the list's folder. Throws Error that
/// names list, line and study: an empty list, a case that stands twice or has no image or label, studies that disagree.
TrainingData read_training_data(const std::string& list);

/// Throws Error where the two sets disagree in spacing or preprocessing, or share a patient.
void check_apart(const TrainingData& training, const TrainingData& validation);

}  // namespace coopseg::train
