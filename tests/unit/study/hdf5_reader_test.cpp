#include "study/hdf5_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::study::hdf5 {
namespace {

core::Bytes make_file() {
  const Handle file = create_image();
  write_text_attribute(file, "format", "a format");
  write_number_attribute(file, "numbers", std::vector<double>{1.5, -2});
  const Handle group = create_group(file, "group");
  write<float>(group, "image", {2, 3}, std::vector<float>{0, 1, 2, 3, 4, 5});
  write<std::int64_t>(group, "count", {}, std::vector<std::int64_t>{-7});
  write_text(group, "text", "a text");
  return image_of(file);
}

TEST(Hdf5Reader, ReadsWhatTheLibraryReads) {
  const core::Bytes bytes = make_file();
  const Object file = open_file(bytes);
  EXPECT_TRUE(has(file, "group"));
  EXPECT_FALSE(has(file, "image"));
  EXPECT_TRUE(has_attribute(file, "format"));
  EXPECT_FALSE(has_attribute(file, "text"));
  EXPECT_EQ(read_text_attribute(file, "format"), "a format");
  EXPECT_EQ(read_number_attribute(file, "numbers"), (std::vector<double>{1.5, -2}));
  const Object group = open_group(file, "group");
  EXPECT_EQ(path_of(group), "/group");
  EXPECT_EQ(path_of(group, "image"), "/group/image");
  EXPECT_EQ(members(group), (std::vector<std::string>{"count", "image", "text"}));
  EXPECT_EQ(shape_of(group, "image"), (Shape{2, 3}));
  EXPECT_EQ(read<float>(group, "image", {2, 3}), (std::vector<float>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(read<std::int64_t>(group, "count", {}), std::vector<std::int64_t>{-7});
  EXPECT_EQ(read_text(group, "text"), "a text");
}

TEST(Hdf5Reader, ErrorsAreThoseOfTheLibrarysCalls) {
  const core::Bytes bytes = make_file();
  const Object file = open_file(bytes);
  EXPECT_EQ(message_of([&] { open_group(file, "gone"); }), "/gone: missing, a group is expected");
  EXPECT_EQ(message_of([&] { read<float>(open_group(file, "group"), "image", {6}); }),
            "/group/image: shape [2, 3] found, [6] expected");
  EXPECT_EQ(message_of([&] { read_number_attribute(file, "numbers", 3); }),
            "/: attribute numbers: 2 numbers found, 3 expected");
  EXPECT_EQ(message_of([] { open_file({}); }), "not an HDF5 file");
  EXPECT_EQ(message_of([&] { open_file(std::span(bytes).first(200)); }), "truncated or damaged HDF5 file (200 bytes)");
}

TEST(Hdf5Reader, SeveralFilesAreOpenAtOnce) {
  const core::Bytes bytes = make_file();
  const Object one = open_file(bytes);
  Object other = open_file(bytes);
  EXPECT_EQ(read_text_attribute(other, "format"), read_text_attribute(one, "format"));
  other = Object();
  EXPECT_EQ(read_text_attribute(one, "format"), "a format");
}

// HDF5 1.10 writes behind its memory where a local heap claims such a size.
TEST(Hdf5Reader, AFileThatKillsTheLibraryIsAnError) {
  const core::Bytes good = make_file();
  const std::string signature = "HEAP";
  const auto heap = std::search(good.begin(), good.end(), signature.begin(), signature.end(),
                                [](std::byte a, char b) { return a == std::byte(b); });
  ASSERT_NE(heap, good.end());
  int refused = 0;
  for (const std::ptrdiff_t offset : {8, 16, 24}) {
    core::Bytes bad = good;
    std::fill_n(bad.begin() + (heap - good.begin()) + offset, 8, std::byte{0xff});
    const std::string message = message_of([&] {
      const Object file = open_file(bad);
      for (const std::string& name : members(file)) members(open_group(file, name));
    });
    if (!message.empty()) ++refused;
  }
  EXPECT_GE(refused, 1);
  EXPECT_EQ(read_text_attribute(open_file(good), "format"), "a format");
}

}  // namespace
}  // namespace coopseg::study::hdf5
