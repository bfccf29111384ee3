#pragma once

#include <string>
#include <utility>

namespace coopseg::image {

/// The settings of `preprocess` that decide what a network sees. They are kept with every case and model; what a label
/// file's numbers mean and which frame was taken are no part of them (they stand in the provenance), so that data sets
/// stored in different ways can be trained and tested together.
struct Preprocessing {
  double spacing = 1.36719;  ///< in plane, mm
  double clip_low = 2;       ///< percentile of the volume
  double clip_high = 98;     ///< percentile of the volume
  bool n4 = false;

  bool operator==(const Preprocessing&) const = default;
};

/// {"clip":[2.0,98.0],"n4":false,"spacing":1.36719}: equal settings give equal text, and back without loss.
std::string to_json(const Preprocessing& settings);

/// Throws Error where `json` is not what to_json writes.
Preprocessing preprocessing_from_json(const std::string& json);

/// The percentiles of the text "LOW,HIGH". Throws Error unless both are numbers.
std::pair<double, double> parse_clip(const std::string& text);

/// Throws Error unless spacing is finite and above 0 and 0 <= clip_low < clip_high <= 100.
void check(const Preprocessing& settings);

}  // namespace coopseg::image
