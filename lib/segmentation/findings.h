#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/log.h"
#include "evaluation/measures.h"
#include "study/grid.h"

namespace coopseg::segmentation {

/// Reasons to look at a segmentation.
enum class Finding {
  empty,      ///< nothing is labelled
  missing,    ///< a structure is not
  edge,       ///< a label touches the edge of what the model sees
  gap,        ///< slices without a structure between its first and its last
  volume,     ///< a structure is smaller or larger than hearts have it
  ef,         ///< an ejection fraction outside of 0 to 90 %
  mass,       ///< the myocardium changes by more than 20 % of its end-diastolic mass over the cycle
  uncertain,  ///< FTN and STN disagree by more than the model's quality threshold
};

/// Their names, as --fail-on and the columns of --report have them.
inline constexpr std::array<std::string_view, 8> finding_names = {"empty",  "missing", "edge", "gap",
                                                                  "volume", "ef",      "mass", "uncertain"};

/// Names joined by commas. Throws Error that lists them all where one is unknown.
std::set<Finding> parse_findings(std::string_view names);

/// What was found of one case.
class Findings {
 public:
  /// Adds what was found of a frame, or of the whole case, and of a label, or of all (0). `text` is for the warning.
  void add(Finding finding, std::optional<std::size_t> frame, std::uint8_t label, std::string text);

  bool has(Finding finding) const;
  /// What holds for a label of a frame, or for all of the case.
  bool has(Finding finding, std::size_t frame, std::uint8_t label) const;
  /// The names of what was found, in the order of Finding.
  std::vector<std::string> names() const;

  /// One warning "case ID: ..." for each finding and label; where there are several `frames` it says in which.
  void warn(const std::string& id, std::size_t frames, const core::Log& log) const;

 private:
  struct Entry {
    Finding finding;
    std::optional<std::size_t> frame;
    std::uint8_t label;
    std::string text;
  };

  std::vector<Entry> entries_;
};

/// Adds what the labels of a case show, of each frame empty, missing, gap and volume, of several frames ef and mass.
/// Volumes (mL) of LV and RV are expected from 5 to 600, of the myocardium from 20 to 500: wider than what large
/// cohorts report, our choice.
void check_labels(const evaluation::LabelSeries& series, const evaluation::VolumeCurve& curve, Findings& findings);

}  // namespace coopseg::segmentation
