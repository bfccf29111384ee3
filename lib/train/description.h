#pragma once

#include "model_file/model_file.h"
#include "study/provenance.h"
#include "train/settings.h"
#include "train/training_data.h"
#include "train/validation.h"

namespace coopseg::train {

/// What the model files of a run say beside the weights. `step` names the program, its version and the options that
/// are recorded; the digests of all that is read are added here, and of both sets the numbers of cases and patients, in
/// all and by site and vendor, without their ids.
model_file::ModelInfo describe(const Settings& settings, const TrainingData& training, const TrainingData& validation,
                               study::Step step);

/// {"score": ..., "dice_ftn": [LV, MYO, RV], "dice_stn": ...} as JSON text; undefined is null.
std::string scores_json(const ValidationScores& scores);

}  // namespace coopseg::train
