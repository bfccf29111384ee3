#pragma once

#include <string>

namespace coopseg::study {

/// Whether two attributes `preprocessing` say the same: equal as JSON values (blanks, the order of keys, 2 and 2.0 make
/// no difference), or equal as text where one of them is no JSON.
bool same_preprocessing(const std::string& a, const std::string& b);

}  // namespace coopseg::study
