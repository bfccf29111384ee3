#pragma once

#include <cstddef>
#include <string_view>

namespace coopseg::core {

/// The number of bytes at the start of `text` that are UTF-8 (RFC 3629): all of them, or up to the first that is none.
std::size_t utf8_bytes(std::string_view text);

}  // namespace coopseg::core
