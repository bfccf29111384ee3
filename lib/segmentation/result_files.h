#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/files.h"
#include "evaluation/measures.h"
#include "image/nifti_writer.h"
#include "study/case.h"
#include "study/study_writer.h"

namespace coopseg::segmentation {

/// What one input gave: one case of a study, or the frames of a NIfTI file.
struct Result {
  std::string digest;               ///< of the input file
  std::vector<study::Case> frames;  ///< one unless the input was 4-D
  std::optional<image::TimeAxis> time;
  /// Labels of the frames on the native grid, those that the file had or, once segmented, those to be written.
  std::vector<std::vector<std::uint8_t>> native_labels;
};

/// Where predict and refine write.
struct Outputs {
  std::string result =
      {};  ///< a study (.h5, or "-"), a NIfTI label on the case's native grid, or a folder "DIR/" of them
  std::string probability = {};  ///< NIfTI, a frame per class, of the only result; "" for none
  bool force = false;            ///< existing files are replaced
  bool at_once =
      false;  ///< labels are written when they are added, not at the end, which leaves nothing after a failure
  bool resume = false;  ///< labels of a folder that exist stay
};

class ResultFiles {
 public:
  /// `names` are the results' names: the file name of a NIfTI input, "ID.nii.gz" of a study's case. Throws Error where
  /// an output exists that may not be replaced, one NIfTI file would get several results, two names are equal, or
  /// `resume` is asked of anything but a folder.
  ResultFiles(Outputs outputs, std::vector<std::string> names, std::string tool, std::string version);

  /// Throws Error where the label of the volume `source` would take its place.
  void check_place(const std::string& source, const std::string& name) const;
  /// True where the result is a study, which holds `prediction` and `probability` of its cases; labels otherwise.
  bool is_study() const;
  /// True where the label of a result is there already.
  bool has(const std::string& name) const;
  /// Throws Error where a result does not suit the output: a study takes one frame.
  void check(const Result& result) const;
  /// What a file will hold of a result, for one that reads it: with the spacing of a NIfTI header, which is FP32.
  evaluation::LabelSeries written(const Result& result) const;

  /// The result of one of the names; its native_labels are there unless it is a study.
  void add(const std::string& name, const Result& result);
  /// Writes what is not written yet; the object is then used up.
  void write();

 private:
  bool is_folder() const;
  std::string path_of(const std::string& name) const;
  void make_folder() const;
  void check_folder() const;
  void check_file() const;
  image::NiftiDescription describe(const Result& result, std::optional<image::TimeAxis> time) const;
  void add_label(const std::string& name, const Result& result);

  Outputs outputs_;
  std::vector<std::string> names_;
  std::string tool_;
  std::string version_;
  study::StudyWriter study_;
  std::vector<std::pair<std::string, core::Bytes>> files_;
};

}  // namespace coopseg::segmentation
