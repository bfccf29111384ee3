#include "evaluation/volume_curve.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/number_text.h"
#include "study/csv_table.h"

namespace coopseg::evaluation {
namespace {

constexpr std::size_t lv = 1;

std::vector<std::uint8_t> read_frame(const image::NiftiReader& file, std::size_t frame,
                                     const study::LabelNumbers& numbers) {
  return core::in_context(file.name() + ": frame " + std::to_string(frame),
                          [&] { return study::classes_of(file.read_frame(frame), numbers, file.native().grid); });
}

/// Seconds per unit of a NIfTI time axis; 0 where the unit is unknown, or the time between frames is none.
double seconds_per_unit(const image::TimeAxis& time) {
  if (!(time.spacing > 0.0F && std::isfinite(time.spacing))) return 0.0;
  switch (time.units) {
    case 8:
      return 1.0;
    case 16:
      return 1e-3;
    case 24:
      return 1e-6;
    default:
      return 0.0;
  }
}

void mark_phases(VolumeCurve& curve) {
  const auto volume = [&](std::size_t frame) { return curve.volumes_ml[frame][lv]; };
  std::vector<std::size_t> frames;
  for (std::size_t frame = 0; frame < curve.volumes_ml.size(); ++frame)
    if (volume(frame) > 0.0) frames.push_back(frame);
  if (frames.empty()) return;
  curve.ed = *std::ranges::max_element(frames, {}, volume);
  curve.es = *std::ranges::min_element(frames, {}, volume);
  if (curve.es != curve.ed) return;
  curve.es = frames.back();  // all volumes are equal
  if (frames.size() == 1) curve.es.reset();
}

std::string frame_id(const VolumeCurve& curve, std::size_t frame) {
  const std::string number = std::to_string(frame);
  const std::size_t width = std::to_string(curve.volumes_ml.size() - 1).size();
  return curve.id + "_frame" + std::string(std::max<std::size_t>(width, 2) - number.size(), '0') + number;
}

}  // namespace

std::string VolumeCurve::phase(std::size_t frame) const {
  if (frame == ed) return "ED";
  return frame == es ? "ES" : "";
}

VolumeCurve volume_curve(const std::string& id, std::vector<metrics::PhaseVolumes> volumes_ml,
                         const std::optional<image::TimeAxis>& time) {
  VolumeCurve curve;
  curve.id = id;
  curve.volumes_ml = std::move(volumes_ml);
  const double unit = time ? seconds_per_unit(*time) : 0.0;
  for (std::size_t frame = 0; unit > 0.0 && frame < curve.volumes_ml.size(); ++frame)
    curve.times_s.push_back(static_cast<double>(frame) * time->spacing * unit);
  mark_phases(curve);
  return curve;
}

VolumeCurve volume_curve(const image::NiftiReader& file, const std::string& id, const study::LabelNumbers& numbers) {
  std::vector<metrics::PhaseVolumes> volumes_ml;
  for (std::size_t frame = 0; frame < file.frames(); ++frame)
    volumes_ml.push_back(metrics::label_volumes(read_frame(file, frame, numbers), file.native().grid));
  VolumeCurve curve = volume_curve(id, std::move(volumes_ml), file.time());
  if (!curve.ed) throw core::Error(file.name() + ": no frame has an LV, which gives ED and ES");
  return curve;
}

LabelSource frame_labels(const std::shared_ptr<const image::NiftiReader>& file, const VolumeCurve& curve,
                         const study::LabelNumbers& numbers) {
  LabelSource source;
  for (std::size_t frame = 0; frame < curve.volumes_ml.size(); ++frame) {
    LabelMap map;
    map.name = file->name() + ": frame " + std::to_string(frame);
    map.subject.id = frame_id(curve, frame);
    map.subject.patient = curve.id;
    map.subject.phase = curve.phase(frame);
    map.subject.grid = file->native().grid;
    const auto read = [file, frame, numbers, map] {
      LabelMap whole = map;
      whole.voxels = read_frame(*file, frame, numbers);
      return whole;
    };
    source.emplace(map.subject.id, LabelReader{read, true});
  }
  return source;
}

std::string curve_table(std::span<const VolumeCurve> curves) {
  std::string text = "case,frame,time_s,lv_ml,myo_ml,rv_ml,phase\n";
  for (const VolumeCurve& curve : curves)
    for (std::size_t frame = 0; frame < curve.volumes_ml.size(); ++frame) {
      text += study::csv_field(curve.id) + ',' + std::to_string(frame) + ',' +
              (curve.times_s.empty() ? "" : core::number_text(curve.times_s[frame]));
      for (std::size_t label = 1; label < study::classes; ++label)
        text += ',' + core::number_text(curve.volumes_ml[frame][label]);
      text += ',' + curve.phase(frame) + '\n';
    }
  return text;
}

}  // namespace coopseg::evaluation
