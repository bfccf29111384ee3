#pragma once

#include <string>
#include <string_view>

namespace coopseg::study {

/// `name` as a case id (see check_id): '_' for each character of UTF-8 that an id can't have, and "case" in front where
/// it doesn't begin with a letter or digit. Where this changes the name, "-" and 8 digits of its SHA-256 follow, so
/// that different names have different ids.
std::string nearest_id(std::string_view name);

}  // namespace coopseg::study
