#include "image/gzip.h"

#include <gtest/gtest.h>

#include "nifti_bytes.h"

namespace coopseg::image {
namespace {

core::Bytes content() {
  core::Bytes bytes(200'000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = std::byte(i * i % 251);
  return bytes;
}

TEST(Gzip, GivesTheContentBack) {
  EXPECT_EQ(gunzip(gzip(content())), content());
  EXPECT_EQ(gunzip(gzip({})), core::Bytes{});
}

TEST(Gzip, CarriesNeitherNameNorTime) {
  const core::Bytes packed = gzip(content());
  ASSERT_TRUE(is_gzip(packed));
  for (std::size_t i = 3; i < 8; ++i) EXPECT_EQ(packed[i], std::byte{0}) << i;
}

TEST(Gzip, ReadsMembersOneAfterAnotherAndZeroPadding) {
  core::Bytes packed = gzip(content());
  const core::Bytes second = gzip(core::Bytes(5, std::byte{7}));
  packed.insert(packed.end(), second.begin(), second.end());
  packed.resize(packed.size() + 512);
  core::Bytes expected = content();
  expected.resize(expected.size() + 5, std::byte{7});
  EXPECT_EQ(gunzip(packed), expected);
}

TEST(Gzip, RefusesATruncatedStreamWhereverItEnds) {
  const core::Bytes packed = gzip(content());
  for (const std::size_t size : {std::size_t{5}, packed.size() / 2, packed.size() - 8, packed.size() - 1})
    EXPECT_EQ(message_of([&] { gunzip(std::span(packed).first(size)); }), "the gzip stream is truncated") << size;
}

TEST(Gzip, RefusesAWrongChecksum) {
  core::Bytes packed = gzip(content());
  packed[packed.size() - 6] ^= std::byte{1};
  EXPECT_EQ(message_of([&] { gunzip(packed); }), "the gzip stream is damaged: incorrect data check");
}

TEST(Gzip, RefusesWhatFollowsTheStream) {
  core::Bytes packed = gzip(content());
  packed.push_back(std::byte{'x'});
  EXPECT_EQ(message_of([&] { gunzip(packed); }), "the gzip stream is followed by 1 bytes of something else");
}

TEST(GzipAs, GoesByTheEndingInCapitalOrSmallLetters) {
  for (const char* name : {"a.nii.gz", "A.NII.GZ"}) {
    EXPECT_EQ(gzip_as(name, content()), gzip(content())) << name;
    EXPECT_EQ(gzip_as(name, gzip(content())), gzip(content())) << name;
  }
  EXPECT_EQ(gzip_as("a.nii", gzip(content())), content());
}

}  // namespace
}  // namespace coopseg::image
