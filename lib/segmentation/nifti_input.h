#pragma once

#include <cstddef>
#include <optional>

#include "image/nifti_reader.h"
#include "model_file/model_file.h"
#include "segmentation/result_files.h"
#include "study/label_numbers.h"

/// NIfTI files as the networks of a model take them. `frame` is the one to take, counted from 0; without it all are.
namespace coopseg::segmentation {

/// Images, preprocessed as the model says. Throws Error where it does not say how.
Result image_input(const image::NiftiReader& file, std::optional<std::size_t> frame,
                   const model_file::ModelInfo& model);

/// Labels whose `numbers` say what the file's mean, or the one case of a file with class probabilities (4-D, a frame
/// per class), brought to the model's spacing; with the labels on the file's own grid.
Result label_input(const image::NiftiReader& file, std::optional<std::size_t> frame, const study::LabelNumbers& numbers,
                   const model_file::ModelInfo& model);

}  // namespace coopseg::segmentation
