#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "study/grid.h"

namespace coopseg::metrics {

inline constexpr std::size_t slice_checks = 16;

/// The sixteen anatomical checks of a short-axis slice by Painchaud et al., Cardiac Segmentation With Strong Anatomical
/// Guarantees, IEEE TMI 2020, with the rules and limits of the authors' public code (vitalab/vital).
inline constexpr std::array<std::string_view, slice_checks> slice_check_names = {
    "holes_in_lv",                         // pixels
    "holes_in_rv",                         // pixels
    "holes_in_myo",                        // pixels, without the hole that holds the LV
    "disconnectivity_in_lv",               // pixels outside of the largest part
    "disconnectivity_in_rv",               // pixels
    "disconnectivity_in_myo",              // pixels
    "holes_between_lv_and_myo",            // pixels that both enclose together
    "holes_between_rv_and_myo",            // pixels
    "rv_disconnected_from_myo",            // mm
    "frontier_between_lv_and_rv",          // pixels
    "frontier_between_lv_and_background",  // pixels
    "lv_concavity",                        // mm
    "rv_concavity",                        // mm
    "myo_concavity",                       // mm
    "lv_circularity",
    "myo_circularity"};

/// Values of one slice, in the order of slice_check_names. What an absent structure would have is 0, its concavity and
/// circularity NaN; both pass.
struct SliceValidity {
  std::size_t slice = 0;
  std::array<bool, 3> has{};  ///< LV, MYO, RV
  std::array<double, slice_checks> values{};

  bool passes(std::size_t check) const;
  bool valid() const;
};

/// Every slice of a label map [z, y, x] that holds a label.
std::vector<SliceValidity> check_slices(std::span<const std::uint8_t> labels, const study::Grid& grid);

}  // namespace coopseg::metrics
