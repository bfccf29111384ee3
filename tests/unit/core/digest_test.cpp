#include "core/digest.h"

#include <gtest/gtest.h>

#include <string_view>

namespace coopseg::core {
namespace {

std::string digest_of(std::string_view text) { return digest(std::as_bytes(std::span(text))); }

// Examples of FIPS 180-2.
TEST(Digest, IsSha256InHexadecimal) {
  EXPECT_EQ(digest_of("abc"), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Digest, OfNothing) {
  EXPECT_EQ(digest({}), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace coopseg::core
