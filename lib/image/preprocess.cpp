#include "image/preprocess.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "core/error.h"
#include "image/n4.h"
#include "image/percentile_clip.h"
#include "image/resample.h"
#include "image/unit_range.h"
#include "study/same_geometry.h"

namespace coopseg::image {
namespace {

bool is_blank(const std::vector<float>& volume) {
  return std::all_of(volume.begin(), volume.end(), [&](float value) { return value == volume.front(); });
}

void warn_of_image(const NiftiReader& image, const std::vector<float>& volume, bool n4) {
  warn_of_wrong_axis(image);
  if (is_blank(volume))
    image.warn_once("blank image: all voxels have one intensity");
  else if (n4 && *std::min_element(volume.begin(), volume.end()) < 0.0F)
    image.warn_once("values below 0: for N4 they are shifted so that the lowest is 0");
}

}  // namespace

void warn_of_wrong_axis(const NiftiReader& image) {
  const study::Grid& grid = image.native().grid;
  const auto [narrow, wide] = std::minmax(grid.spacing[0], grid.spacing[1]);
  if (grid.size[2] < 2 || wide < 2.0 * narrow || grid.spacing[2] > 1.5 * narrow) return;
  std::ostringstream text;
  text << "in-plane spacing " << grid.spacing[0] << " x " << grid.spacing[1] << " mm, slices every " << grid.spacing[2]
       << " mm: looks like a stack stored through the wrong axis; slices are expected along the third";
  image.warn_once(text.str());
}

study::Case preprocess(const NiftiReader& image, std::size_t frame, const study::Preprocessing& settings) {
  study::check(settings);
  const study::Grid& native = image.native().grid;
  std::vector<float> volume = image.read_frame(frame);
  warn_of_image(image, volume, settings.n4);
  const bool was_blank = is_blank(volume);
  clip_to_percentiles(volume, settings.clip_low, settings.clip_high);
  if (!was_blank && is_blank(volume))
    image.warn_once("blank image: all voxels have one intensity after the clip to percentiles (--clip)");
  if (settings.n4) volume = core::in_context(image.name(), [&] { return correct_bias(volume, native); });
  scale_to_unit_range(volume);

  study::Case subject;
  subject.grid = with_in_plane_spacing(native, settings.spacing);
  subject.image = resample_in_plane(volume, native, subject.grid);
  subject.native = image.native();
  subject.preprocessing = study::to_json(settings);
  return subject;
}

std::vector<std::uint8_t> read_label(const NiftiReader& label, const NiftiReader& image, std::size_t frame,
                                     const study::LabelNumbers& numbers) {
  core::in_context(label.name(), [&] {
    study::check_same_geometry(image.native().grid, image.name(), label.native().grid, label.name());
  });
  if (label.frames() != 1 && label.frames() != image.frames())
    throw core::Error(label.name() + ": has " + std::to_string(label.frames()) + " frames, expected are the " +
                      std::to_string(image.frames()) + " of " + image.name() + " or one");
  const std::vector<float> voxels = label.read_frame(label.frames() == 1 ? 0 : frame);
  return core::in_context(label.name(), [&] { return study::classes_of(voxels, numbers, label.native().grid); });
}

study::Case preprocess(const NiftiReader& image, std::size_t frame, const NiftiReader& label,
                       const study::LabelNumbers& numbers, const study::Preprocessing& settings) {
  const std::vector<std::uint8_t> classes = read_label(label, image, frame, numbers);
  study::Case subject = preprocess(image, frame, settings);
  subject.label = resample_label_in_plane(classes, image.native().grid, subject.grid);
  return subject;
}

study::Case preprocess_prediction(const NiftiReader& label, std::size_t frame, const study::LabelNumbers& numbers,
                                  double spacing) {
  warn_of_wrong_axis(label);
  const study::Grid& native = label.native().grid;
  const std::vector<float> voxels = label.read_frame(frame);
  const std::vector<std::uint8_t> classes =
      core::in_context(label.name(), [&] { return study::classes_of(voxels, numbers, native); });
  study::Case subject;
  subject.grid = with_in_plane_spacing(native, spacing);
  subject.prediction = resample_label_in_plane(classes, native, subject.grid);
  subject.native = label.native();
  return subject;
}

std::optional<std::vector<float>> read_probability(const NiftiReader& file) {
  constexpr double tolerance = 1e-3;
  if (file.frames() != study::classes) return std::nullopt;
  const std::size_t voxels = file.native().grid.voxels();
  std::vector<float> probability;
  std::vector<double> sums(voxels, 0.0);
  for (std::size_t frame = 0; frame < study::classes; ++frame) {
    const std::vector<float> values = file.read_frame(frame);
    if (std::any_of(values.begin(), values.end(), [](float value) { return value < 0.0F || value > 1.0F; }))
      return std::nullopt;
    for (std::size_t voxel = 0; voxel < voxels; ++voxel) sums[voxel] += values[voxel];
    probability.insert(probability.end(), values.begin(), values.end());
  }
  if (std::any_of(sums.begin(), sums.end(), [](double sum) { return std::abs(sum - 1.0) > tolerance; }))
    return std::nullopt;
  return probability;
}

study::Case preprocess_probability(const NiftiReader& file, std::span<const float> probability, double spacing) {
  const study::Grid& native = file.native().grid;
  study::Case subject;
  subject.grid = with_in_plane_spacing(native, spacing);
  subject.native = file.native();
  subject.probability.emplace();
  for (std::size_t c = 0; c < study::classes; ++c) {
    const std::vector<float> resampled =
        resample_in_plane(probability.subspan(c * native.voxels(), native.voxels()), native, subject.grid);
    for (const float value : resampled) subject.probability->push_back(std::clamp(value, 0.0F, 1.0F));
  }
  return subject;
}

}  // namespace coopseg::image
