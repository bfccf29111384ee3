#include "image/native_label.h"

#include <span>

#include "core/error.h"
#include "image/nifti_writer.h"
#include "image/resample.h"

namespace coopseg::image {
namespace {

std::vector<std::uint8_t> resampled_segmentation(const study::Case& subject, const study::Grid& native) {
  if (subject.probability) return label_of_resampled(*subject.probability, subject.grid, native);
  if (subject.prediction) return resample_label_in_plane(*subject.prediction, subject.grid, native);
  if (subject.label) return resample_label_in_plane(*subject.label, subject.grid, native);
  throw core::Error("has neither probability nor prediction nor label");
}

}  // namespace

std::vector<std::uint8_t> native_label(const study::Case& subject) {
  return core::in_context("/cases/" + subject.id,
                          [&] { return resampled_segmentation(subject, output_grid(subject).grid); });
}

std::vector<float> native_probability(const study::Case& subject) {
  return core::in_context("/cases/" + subject.id, [&] {
    if (!subject.probability) throw core::Error("has no probability");
    const study::Grid native = output_grid(subject).grid;
    std::vector<float> result;
    for (std::size_t label = 0; label < study::classes; ++label) {
      const auto one = std::span(*subject.probability).subspan(label * subject.grid.voxels(), subject.grid.voxels());
      const std::vector<float> resampled = resample_in_plane(one, subject.grid, native);
      result.insert(result.end(), resampled.begin(), resampled.end());
    }
    return result;
  });
}

}  // namespace coopseg::image
