#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/log.h"
#include "study/case.h"
#include "study/label_numbers.h"
#include "study/open_studies.h"

namespace coopseg::evaluation {

/// A label volume and what is known about it.
struct LabelMap {
  std::string name;     ///< where it comes from, for messages
  study::Case subject;  ///< patient, phase, site, vendor and grid; holds no arrays
  std::vector<std::uint8_t> voxels;
};

/// Reads a label volume.
struct LabelReader {
  std::function<LabelMap()> read;
  bool concurrent =
      false;  ///< may run beside other readers: NIfTI files, but no study, since HDF5 takes one call at a time

  LabelMap operator()() const { return read(); }
};

/// Label volumes by case id, each read when it is asked for.
using LabelSource = std::map<std::string, LabelReader>;

/// Which array of a case is meant.
enum class Role {
  reference,             ///< `label`
  prediction,            ///< `prediction`, else `label`
  prediction_of_its_own  ///< `prediction`, in a study whose `label` is the reference
};

/// The cases of a study. A case without the array is an Error when it is read.
LabelSource study_labels(const std::shared_ptr<study::OpenStudies>& studies, const std::string& path, Role role);

/// A study, a NIfTI file (3-D; `numbers` says what its voxels mean; the id is its file name without extension) or a
/// folder of such files; a study of a folder that cannot be read is a case of that file's name, whose reading fails.
/// Throws core::Error where a folder holds none or two cases have the same id.
LabelSource label_source(const std::string& path, Role role, const study::LabelNumbers& numbers, const core::Log& log);

/// In place of a file that cannot be read: a case of its name, whose reading fails.
LabelSource failing(const std::string& path, const core::Error& error);

/// Adds cases. Throws core::Error where an id is there already.
void add(LabelSource& source, LabelSource more);

}  // namespace coopseg::evaluation
