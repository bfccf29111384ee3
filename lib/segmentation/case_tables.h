#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "evaluation/measures.h"
#include "study/case.h"

namespace coopseg::segmentation {

/// A file made of a text per case.
struct CaseTable {
  std::string path;
  std::vector<std::pair<std::string, std::string>> cases = {};  ///< id and text, in the order in which they came

  bool has(const std::string& id) const;
  /// Adds a case, or replaces what is there of it.
  void put(const std::string& id, const std::string& text);
};

/// What --report and --measure write beside the labels.
class CaseTables {
 public:
  /// The names of --report ("" for none) and of --measure: a .csv, a .json and an .svg, of which a picture takes one
  /// case. Throws Error where one exists that may not be replaced, and UsageError for another ending or one given
  /// twice. With `resume` the cases of report and measures that exist stay.
  CaseTables(const std::string& report, const std::vector<std::string>& measures, bool force, bool resume);

  bool measured() const { return !csv_.path.empty() || !json_.path.empty() || !svg_.path.empty(); }
  bool has_picture() const { return !svg_.path.empty(); }
  /// True where every table has the case.
  bool has(const std::string& id) const;

  /// `report` are the rows of a case; `frames` have image and prediction.
  void add(const std::string& id, const std::string& report);
  void add(const evaluation::Measures& measures, std::span<const study::Case> frames);
  /// Replaces what was written before.
  void write() const;

 private:
  CaseTable report_;
  CaseTable csv_;
  CaseTable json_;
  CaseTable svg_;
};

}  // namespace coopseg::segmentation
