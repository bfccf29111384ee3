#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/files.h"
#include "image/nifti_writer.h"
#include "study/case.h"
#include "study/study_writer.h"

namespace coopseg::segmentation {

/// What one input gave: one case of a study, or the frames of a NIfTI file.
struct Result {
  std::string digest;               ///< of the input file
  std::vector<study::Case> frames;  ///< one unless the input was 4-D
  std::optional<image::TimeAxis> time;
  /// Labels of the frames on the native grid; empty where they are to be made of the frames.
  std::vector<std::vector<std::uint8_t>> native_labels;
};

/// Where predict and refine write. All is written at the end, so that a failure leaves nothing.
struct Outputs {
  std::string result;  ///< a study (.h5, or "-"), a NIfTI label on the case's native grid, or a folder "DIR/" of them
  std::string report;  ///< CSV; "" for none
  std::string probability;  ///< NIfTI, a frame per class, of the only result; "" for none
  bool force = false;       ///< existing files are replaced
};

class ResultFiles {
 public:
  /// `names` are the results' names: the file name of a NIfTI input, "ID.nii.gz" of a study's case. Throws Error where
  /// an output exists that may not be replaced, one NIfTI file would get several results, or two names are equal.
  ResultFiles(Outputs outputs, std::vector<std::string> names, std::string tool, std::string version);

  /// The result of one of the names.
  void add(const std::string& name, const Result& result);
  /// Writes everything; the object is then used up.
  void write(const std::string& report);

 private:
  bool is_folder() const;
  bool is_study() const;

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
