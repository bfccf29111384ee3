#include "evaluation/label_convention.h"

#include <cstddef>

namespace coopseg::evaluation {

bool looks_swapped(std::span<const std::uint8_t> reference, std::span<const std::uint8_t> prediction) {
  constexpr std::uint8_t lv = 1;
  constexpr std::uint8_t rv = 3;
  std::size_t own = 0;
  std::size_t exchanged = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    const bool both_ventricles =
        (reference[i] == lv || reference[i] == rv) && (prediction[i] == lv || prediction[i] == rv);
    own += both_ventricles && reference[i] == prediction[i];
    exchanged += both_ventricles && reference[i] != prediction[i];
  }
  return exchanged > own;
}

std::string swapped_labels(const std::string& labels) {
  std::string text = labels;
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == '=' && (text[i + 1] == 'L' || text[i + 1] == 'R')) text[i + 1] = text[i + 1] == 'L' ? 'R' : 'L';
  return text;
}

}  // namespace coopseg::evaluation
