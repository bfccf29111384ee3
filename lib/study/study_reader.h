#pragma once

#include <string>
#include <vector>

#include "core/files.h"
#include "study/case.h"
#include "study/hdf5_reader.h"

namespace coopseg::study {

/// Which arrays to read: a tool that needs no probabilities does not pay for them.
struct Arrays {
  bool image = true;
  bool label = true;
  bool prediction = true;
  bool probability = true;
};

/// A study file, checked before anything of it is believed: format, version, shapes, geometry, labels. Every Error
/// names the file and the object in it: "study.h5: /cases/a/label: ...".
class StudyReader {
 public:
  explicit StudyReader(core::Input input);

  const std::string& name() const { return name_; }
  /// "sha256:..." of the whole file.
  const std::string& digest() const { return digest_; }
  /// In ascending order (bytes).
  const std::vector<std::string>& ids() const { return ids_; }
  Case read(const std::string& id, const Arrays& arrays = {}) const;

 private:
  std::string name_;
  std::string digest_;
  hdf5::Object file_;
  std::vector<std::string> ids_;
};

}  // namespace coopseg::study
