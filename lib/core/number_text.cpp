#include "core/number_text.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace coopseg::core {

std::string number_text(double value) {
  if (std::isnan(value)) return "nan";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.12g", value);
  return text.data();
}

}  // namespace coopseg::core
