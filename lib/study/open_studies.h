#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>

#include "study/study_reader.h"

namespace coopseg::study {

/// Studies by their paths, of which the last used few are open: any number can be given, and one that is asked for
/// again later is read again. What comes from standard input ("-") stays open.
class OpenStudies {
 public:
  using Read = std::function<core::Input(const std::string& path)>;

  explicit OpenStudies(Read read) : read_(std::move(read)) {}

  /// The study at `path`, good as long as it is held. Errors are those of `read` and of StudyReader.
  std::shared_ptr<const StudyReader> open(const std::string& path);

 private:
  struct Entry {
    std::string path;
    std::shared_ptr<const StudyReader> study;
  };

  Read read_;
  std::list<Entry> entries_;  ///< the last used one in front
};

}  // namespace coopseg::study
