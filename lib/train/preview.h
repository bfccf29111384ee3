#pragma once

#include <cstddef>

#include "picture/rgb_image.h"
#include "train/settings.h"
#include "train/training_data.h"

namespace coopseg::train {

/// A sheet of the first `count` augmented slices that training sees, in its order, with noise, the outlines of their
/// labels and the case and slice (from 0) that they come from. A small training set shows slices of later epochs, too.
picture::RgbImage preview(const TrainingData& data, const Settings& settings, std::size_t count);

}  // namespace coopseg::train
