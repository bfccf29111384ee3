#pragma once

#include "model_file/model_file.h"
#include "study/provenance.h"
#include "train/settings.h"
#include "train/training_data.h"

namespace coopseg::train {

/// What the model files of a run say beside the weights. `step` names the program, its version and the options that
/// are recorded; the digests of all that is read are added here.
model_file::ModelInfo describe(const Settings& settings, const TrainingData& training, const TrainingData& validation,
                               study::Step step);

}  // namespace coopseg::train
