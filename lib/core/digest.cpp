#include "core/digest.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>

#include "core/error.h"

namespace coopseg::core {

std::string digest(std::span<const std::byte> bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), value.data(), &size, EVP_sha256(), nullptr) != 1)
    throw Error("SHA-256 could not be computed");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "sha256:";
  for (unsigned int i = 0; i < size; ++i) {
    text += digits[value[i] >> 4U];
    text += digits[value[i] & 15U];
  }
  return text;
}

}  // namespace coopseg::core
