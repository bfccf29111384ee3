#pragma once

#include "core/files.h"
#include "study/case.h"
#include "study/hdf5.h"

namespace coopseg::study {

/// Builds a study file in memory. The same cases give the same bytes.
class StudyWriter {
 public:
  StudyWriter();
  /// Checks the case as a reader would, then adds it. Throws Error where the id exists already.
  void add(const Case& subject);
  /// The file's bytes; the writer is then used up.
  core::Bytes finish();

 private:
  hdf5::Handle file_;
  hdf5::Handle cases_;
};

}  // namespace coopseg::study
