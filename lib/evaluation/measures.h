#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "evaluation/volume_curve.h"
#include "metrics/clinical.h"
#include "metrics/volume_validity.h"
#include "study/grid.h"

namespace coopseg::evaluation {

/// Labels of the frames of one case, or the one label of a case.
struct LabelSeries {
  std::string id;
  std::string phase;  ///< "ED" or "ES" where a case with one frame says so
  study::Grid grid;
  std::span<const std::vector<std::uint8_t>> frames;  ///< [z, y, x] each
  std::optional<image::TimeAxis> time;
};

/// The anatomical checks of a frame, as `evaluate --validity` and `--validity-volumes` have them.
struct FrameValidity {
  std::size_t frame = 0;
  std::string phase;  ///< "ED", "ES" or ""
  std::size_t slices_failed = 0;
  std::vector<metrics::VolumeCheck> checks;
};

/// What is measured of a case.
struct Measures {
  VolumeCurve curve;
  std::array<double, metrics::clinical_count> values{};  ///< in the order of clinical_names; NaN without ED or ES
  std::optional<double> frame_time_s;
  std::optional<double> heart_rate_bpm;          ///< of a cine that holds one heart beat
  std::vector<FrameValidity> frames;             ///< ED and ES, or the only frame
  std::vector<metrics::VolumeCheck> of_patient;  ///< see metrics::check_patient
  std::vector<std::string> findings;             ///< names of what else speaks against the labels

  bool valid() const;
};

/// Its volumes; ED and ES are the frames with the largest and the smallest LV, those of a single frame what its phase
/// says.
VolumeCurve curve_of(const LabelSeries& series);

/// `curve` is that of the series. The values are those of `evaluate` on the same labels. The heart rate is 60 s over
/// frames times frame time, from 5 frames on.
Measures measure(const LabelSeries& series, VolumeCurve curve);

/// The CSV: case,frames,frame_time_s,heart_rate_bpm,ed_frame,es_frame, clinical_names, valid,failed_checks,findings.
/// Undefined is nan.
std::string measure_header();
std::string measure_row(const Measures& measures);

/// The same as a JSON object, with the curves and each check; undefined is null.
std::string measure_json(const Measures& measures);

/// Ids and what measure_json gave of them.
using MeasuredCases = std::vector<std::pair<std::string, std::string>>;

/// {"format": "coopseg-measures", "version": 1, "cases": [...]}, and the cases of such a document. Throws Error where
/// it is another.
std::string measure_document(const MeasuredCases& cases);
MeasuredCases measured_cases(const std::string& document);

}  // namespace coopseg::evaluation
