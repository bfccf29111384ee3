#pragma once

#include <vector>

#include "core/interruption.h"
#include "nn/networks.h"
#include "train/quality_threshold.h"
#include "train/settings.h"
#include "train/training_data.h"

namespace coopseg::train {

/// Scores on the validation set from one confusion matrix over all pixels of all slices (method: Chen et al., MICCAI
/// 2021, released code). Undefined numbers are NaN.
struct ValidationScores {
  std::vector<double> dice_ftn;    ///< of every class but the background
  std::vector<double> dice_stn;    ///< after one pass of the STN; NaN without an STN
  double score = 0.0;              ///< what ranks checkpoints, of the STN's labels where there is one, else the FTN's
  std::vector<CaseQuality> cases;  ///< empty without an STN
};

/// Intersection over union of every class from a confusion matrix [reference, prediction], NaN for absent classes.
std::vector<double> iou_of(const torch::Tensor& confusion);
/// Dice of every class likewise.
std::vector<double> dice_of(const torch::Tensor& confusion);

/// Changes nothing. Throws core::Interrupted between two cases once a signal has asked.
ValidationScores validate(nn::Networks& networks, const TrainingData& data, const Settings& settings,
                          const core::Interruption& interruption);

}  // namespace coopseg::train
