#pragma once

#include <array>
#include <string>
#include <utility>

namespace coopseg::study {

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

/// Whether two texts say the same: equal as JSON values (blanks, the order of keys, 2 and 2.0 make no difference), or
/// equal as text where one of them is no JSON.
bool same_preprocessing(const std::string& a, const std::string& b);

/// Throws Error with both unless they are the same; `owner` says whose is expected: "the model".
void check_same_preprocessing(const std::string& found, const std::string& expected, const std::string& owner);

/// Throws Error with both unless in-plane spacings (x, y; mm) agree within 1e-3 mm; `owner` as above.
void check_same_spacing(const std::array<double, 2>& found, const std::array<double, 2>& expected,
                        const std::string& owner);

/// The percentiles of the text "LOW,HIGH". Throws Error unless both are numbers.
std::pair<double, double> parse_clip(const std::string& text);

/// Throws Error unless spacing is finite and above 0 and 0 <= clip_low < clip_high <= 100.
void check(const Preprocessing& settings);

}  // namespace coopseg::study
