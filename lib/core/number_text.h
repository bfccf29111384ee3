#pragma once

#include <string>

namespace coopseg::core {

/// A number as our CSV files hold it: 12 significant digits, "nan" where it is undefined.
std::string number_text(double value);

}  // namespace coopseg::core
