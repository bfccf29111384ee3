#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace coopseg::evaluation {

/// True where LV and RV of a prediction lie rather on RV and LV of the reference than on their own: the sign of a file
/// numbered as ACDC (1 RV, 2 MYO, 3 LV) that was read as M&Ms (1 LV, 2 MYO, 3 RV), or the other way round.
bool looks_swapped(std::span<const std::uint8_t> reference, std::span<const std::uint8_t> prediction);

/// The text of a --labels option with LV and RV exchanged: "1=LV,2=MYO,3=RV" gives "1=RV,2=MYO,3=LV".
std::string swapped_labels(const std::string& labels);

}  // namespace coopseg::evaluation
