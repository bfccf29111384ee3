#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "image/nifti_reader.h"
#include "study/case.h"
#include "study/label_numbers.h"
#include "study/preprocessing.h"

namespace coopseg::image {

/// Warns, once per file, of in-plane spacings that differ by 2 times or more beside slices about as close as the
/// narrower of them: a stack stored through the wrong axis.
void warn_of_wrong_axis(const NiftiReader& image);

/// One frame of a NIfTI image as a case: clipped to percentiles of the volume, bias corrected where asked, scaled to
/// [0, 1], brought to the in-plane spacing. `image`, `grid`, `native` and `preprocessing` are set, all else is left to
/// the caller. Warns, once per file, of a blank image, of values below 0 before N4, and of a wrong axis. All arithmetic
/// results are float32, as a study holds them.
study::Case preprocess(const NiftiReader& image, std::size_t frame, const study::Preprocessing& settings);

/// The label that belongs to frame `frame` of `image`, as classes on the file's own grid: that frame of a label with as
/// many frames as the image, or the only frame of a label with one. Throws Error where geometry or frames disagree.
std::vector<std::uint8_t> read_label(const NiftiReader& label, const NiftiReader& image, std::size_t frame,
                                     const study::LabelNumbers& numbers);

/// As the two above, with the label in `label`, resampled as the image.
study::Case preprocess(const NiftiReader& image, std::size_t frame, const NiftiReader& label,
                       const study::LabelNumbers& numbers, const study::Preprocessing& settings);

/// One frame of a label file without an image, for `refine`: brought to `spacing` (mm, in plane) as preprocess brings a
/// label. `prediction`, `grid` and `native` are set, `preprocessing` is empty. Warns of a wrong axis.
study::Case preprocess_prediction(const NiftiReader& label, std::size_t frame, const study::LabelNumbers& numbers,
                                  double spacing);

/// The frames of a file one after another, [class, z, y, x], where they are the probabilities of the classes of a
/// study: as many frames as classes, every value in [0, 1], their sum 1 within 1e-3 in every voxel. Nothing otherwise.
std::optional<std::vector<float>> read_probability(const NiftiReader& file);

/// Such probabilities brought to `spacing` (mm, in plane), linearly, for `refine`. `probability`, `grid` and `native`
/// are set.
study::Case preprocess_probability(const NiftiReader& file, std::span<const float> probability, double spacing);

}  // namespace coopseg::image
