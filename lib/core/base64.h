#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace coopseg::core {

/// The bytes in base64 (RFC 4648, one line; OpenSSL).
std::string base64(std::span<const std::byte> bytes);

}  // namespace coopseg::core
