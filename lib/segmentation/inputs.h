#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/log.h"
#include "image/nifti_reader.h"
#include "segmentation/result_files.h"
#include "study/open_studies.h"

namespace coopseg::segmentation {

/// One thing to segment: a NIfTI file or a case of a study, read when it is asked for, so that one is in memory at a
/// time.
struct Item {
  std::string source;  ///< the file that it stands in, for messages
  std::string id;      ///< of its case
  std::string name;    ///< what its label is called in a folder: the file's name, or "ID.nii.gz"
  std::function<Result()> load;
};

/// Turns a NIfTI file into what a network takes.
using FromNifti = std::function<Result(const image::NiftiReader&)>;
/// Picks among the ids of a study.
using ChooseCases = std::function<std::vector<std::string>(const std::vector<std::string>&)>;

/// Whether a study that cannot be opened, or a file that is not there, fails at once, or as an item of its own when
/// that is loaded.
enum class Failure { at_once, when_loaded };

/// The items of files, in the order given: a NIfTI file is one, a study ("-" is standard input) is its chosen cases in
/// the order of their ids, read with `arrays`, a folder is the files in it (image/volume_folder.h), or one item where
/// it holds DICOM files (image/dicom_series.h), of which `series` chooses.
std::vector<Item> open_items(const std::vector<std::string>& paths, const FromNifti& from_nifti,
                             const ChooseCases& choose_cases, const study::Arrays& arrays, Failure failure,
                             const core::Log& log, const std::vector<std::string>& series);

std::vector<std::string> names_of(const std::vector<Item>& items);

}  // namespace coopseg::segmentation
