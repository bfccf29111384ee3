#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evaluation/label_source.h"
#include "image/nifti_reader.h"
#include "metrics/clinical.h"
#include "study/label_numbers.h"

namespace coopseg::evaluation {

/// The volumes of the structures over the frames of a 4-D label.
struct VolumeCurve {
  std::string id;
  std::vector<metrics::PhaseVolumes> volumes_ml;  ///< of each frame
  std::vector<double> times_s;    ///< of each frame from the first; empty where the file gives no time unit
  std::optional<std::size_t> ed;  ///< frame with the largest LV
  std::optional<std::size_t> es;  ///< frame with the smallest LV, if it is another; frames without LV do not count

  bool has_phases() const { return ed && es; }
  /// "ED", "ES" or "".
  std::string phase(std::size_t frame) const;
};

/// The curve of volumes (mL per class) of the frames of a series; without ED and ES where no frame has an LV.
VolumeCurve volume_curve(const std::string& id, std::vector<metrics::PhaseVolumes> volumes_ml,
                         const std::optional<image::TimeAxis>& time);

/// Throws core::Error where no frame has an LV, or the labels of a frame cannot be read.
VolumeCurve volume_curve(const image::NiftiReader& file, const std::string& id, const study::LabelNumbers& numbers);

/// Each frame as a case ID_frameNN of patient ID, with its phase.
LabelSource frame_labels(const std::shared_ptr<const image::NiftiReader>& file, const VolumeCurve& curve,
                         const study::LabelNumbers& numbers);

/// A CSV with a row per frame: case,frame,time_s,lv_ml,myo_ml,rv_ml,phase.
std::string curve_table(std::span<const VolumeCurve> curves);

}  // namespace coopseg::evaluation
