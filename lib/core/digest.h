#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace coopseg::core {

/// "sha256:" and the 64 hexadecimal digits that `sha256sum` prints for the same bytes (OpenSSL).
std::string digest(std::span<const std::byte> bytes);

}  // namespace coopseg::core
