#include "core/digest.h"

// OpenSSL 3 starts its providers for EVP_Digest, which takes longer than most digests; SHA256() itself goes that way.
#define OPENSSL_API_COMPAT 10100
#include <openssl/sha.h>

#include <array>
#include <cstdint>

namespace coopseg::core {

std::string digest(std::span<const std::byte> bytes) {
  SHA256_CTX state;
  SHA256_Init(&state);
  SHA256_Update(&state, bytes.data(), bytes.size());
  std::array<unsigned char, SHA256_DIGEST_LENGTH> value{};
  SHA256_Final(value.data(), &state);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "sha256:";
  for (const unsigned char byte : value) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

}  // namespace coopseg::core
