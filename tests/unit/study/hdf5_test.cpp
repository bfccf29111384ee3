#include "study/hdf5.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::study::hdf5 {
namespace {

/// A file whose bytes live as long as the test does.
Handle open_kept(core::Bytes bytes) {
  static std::deque<core::Bytes> kept;
  kept.push_back(std::move(bytes));
  return open_in_place(kept.back());
}

/// A file as another program may have written it: `write` fills it by HDF5's own calls.
template <class Write>
Handle file_with(Write write) {
  const Handle file = create_image();
  write(file.id());
  return open_kept(image_of(file));
}

template <class T>
void add(hid_t file, const char* name, hid_t stored, hid_t memory, const std::vector<T>& values,
         hid_t properties = H5P_DEFAULT) {
  const hsize_t extent = values.size();
  const Handle space(H5Screate_simple(1, &extent, nullptr), H5Sclose);
  const Handle dataset(H5Dcreate2(file, name, stored, space.id(), H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose);
  ASSERT_GE(H5Dwrite(dataset.id(), memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
}

void add_text(hid_t file, const char* name, std::size_t size, H5T_str_t padding, const void* text) {
  const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.id(), size);
  H5Tset_strpad(type.id(), padding);
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Handle attribute(H5Acreate2(file, name, type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  ASSERT_GE(H5Awrite(attribute.id(), type.id(), text), 0);
}

TEST(Hdf5, EveryKindOfValueComesBack) {
  const Handle written = create_image();
  const std::vector<float> floats = {1.5F, -0.0F, std::numeric_limits<float>::denorm_min(), INFINITY, 3.0F, 4.0F};
  const std::vector<std::uint8_t> bytes = {0, 3, 255};
  const std::vector<std::int64_t> integers = {std::numeric_limits<std::int64_t>::min(), -1};
  const std::vector<double> doubles = {0.1};
  write<float>(written, "floats", {2, 3}, floats, {1, 3});
  write<std::uint8_t>(written, "bytes", {3}, bytes);
  write<std::int64_t>(written, "integers", {2}, integers);
  write<double>(written, "scalar", {}, doubles);
  write_text(written, "text", "[1, \"\xc3\xa9\"]");
  write_text(written, "empty", "");
  write_text_attribute(written, "unit", "mm");
  write_text_attribute(written, "nothing", "");
  write_number_attribute(written, "numbers", std::vector<double>{0.1, -2.0});
  write_integer_attribute(written, "whole", 7);
  const Handle file = open_kept(image_of(written));
  EXPECT_EQ(read<float>(file, "floats", {2, 3}), floats);
  EXPECT_TRUE(std::signbit(read<float>(file, "floats")[1]));
  EXPECT_EQ(shape_of(file, "floats"), (Shape{2, 3}));
  EXPECT_EQ(read<std::uint8_t>(file, "bytes"), bytes);
  EXPECT_EQ(read<std::int64_t>(file, "integers"), integers);
  EXPECT_EQ(read<double>(file, "scalar", {}), doubles);
  EXPECT_EQ(read_text(file, "text"), "[1, \"\xc3\xa9\"]");
  EXPECT_EQ(read_text(file, "empty"), "");
  EXPECT_EQ(read_text_attribute(file, "unit"), "mm");
  EXPECT_EQ(read_text_attribute(file, "nothing"), "");
  EXPECT_EQ(read_number_attribute(file, "numbers", 2), (std::vector<double>{0.1, -2.0}));
  EXPECT_EQ(read_number_attribute(file, "whole", 1)[0], 7.0);
  EXPECT_TRUE(has_attribute(file, "whole"));
  EXPECT_FALSE(has_attribute(file, "hole"));
  const std::vector<std::string> names = {"bytes", "empty", "floats", "integers", "scalar", "text"};
  EXPECT_EQ(members(file), names);
}

TEST(Hdf5, ALongTextComesBack) {
  const std::string text(300'000, 'x');
  const Handle written = create_image();
  write_text(written, "text", text);
  EXPECT_EQ(read_text(open_kept(image_of(written)), "text"), text);
}

TEST(Hdf5, StringsOfEveryPaddingAreRead) {
  const Handle file = file_with([](hid_t id) {
    add_text(id, "terminated", 6, H5T_STR_NULLTERM, "ED\0\0\0");
    add_text(id, "nulls", 2, H5T_STR_NULLPAD, "ED");
    add_text(id, "spaces", 5, H5T_STR_SPACEPAD, "ED   ");
    const char* text = "ED";
    add_text(id, "variable", H5T_VARIABLE, H5T_STR_NULLTERM, &text);
    const char* none = nullptr;
    add_text(id, "none", H5T_VARIABLE, H5T_STR_NULLTERM, &none);
  });
  for (const char* name : {"terminated", "nulls", "spaces", "variable"})
    EXPECT_EQ(read_text_attribute(file, name), "ED");
  EXPECT_EQ(read_text_attribute(file, "none"), "");
}

TEST(Hdf5, ListsOfStringsAreRead) {
  const Handle file = file_with([](hid_t id) {
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
    H5Tset_size(type.id(), H5T_VARIABLE);
    add<const char*>(id, "names", type.id(), type.id(), {"ftn", "", "stn.decoder"});
  });
  EXPECT_EQ(read_texts(file, "names"), (std::vector<std::string>{"ftn", "", "stn.decoder"}));
  EXPECT_EQ(message_of([&] { read_text(file, "names"); }), "/names: shape [3] found");
}

TEST(Hdf5, NumbersOfOtherTypesAreReadWhereExact) {
  const Handle file = file_with([](hid_t id) {
    add<int>(id, "big-endian", H5T_STD_I16BE, H5T_NATIVE_INT, {0, 3, -2, 300});
    add<int>(id, "labels", H5T_STD_I64LE, H5T_NATIVE_INT, {0, 3, 255});
    add<double>(id, "doubles", H5T_IEEE_F64BE, H5T_NATIVE_DOUBLE, {0.5, 2.0});
    add<long double>(id, "long", H5T_NATIVE_LDOUBLE, H5T_NATIVE_LDOUBLE, {0.5L, 2.0L});
  });
  EXPECT_EQ(read<float>(file, "big-endian"), (std::vector<float>{0, 3, -2, 300}));
  EXPECT_EQ(read<std::uint8_t>(file, "labels"), (std::vector<std::uint8_t>{0, 3, 255}));
  EXPECT_EQ(read<float>(file, "doubles"), (std::vector<float>{0.5F, 2.0F}));
  EXPECT_EQ(read<float>(file, "long"), (std::vector<float>{0.5F, 2.0F}));
  EXPECT_EQ(message_of([&] { read<std::int64_t>(file, "doubles"); }),
            "/doubles: value 0.5 at flat index 0 cannot be held exactly as int64");
}

TEST(Hdf5, ANumberThatIsNotExactIsRefusedWithItsIndex) {
  const Handle file = file_with([](hid_t id) {
    add<double>(id, "tenth", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {1.0, 0.1});
    add<int>(id, "large", H5T_STD_I32LE, H5T_NATIVE_INT, {1, 2, 16777217});
    add<int>(id, "negative", H5T_STD_I8LE, H5T_NATIVE_INT, {-1});
    add<int>(id, "label", H5T_STD_I16LE, H5T_NATIVE_INT, {255, 256});
    add<double>(id, "nan", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {NAN});
    add<long double>(id, "long", H5T_NATIVE_LDOUBLE, H5T_NATIVE_LDOUBLE, {0.1L});
    add<std::uint64_t>(id, "unsigned", H5T_STD_U64LE, H5T_NATIVE_UINT64, {~std::uint64_t{0}});
  });
  const std::string inexact = " cannot be held exactly as ";
  EXPECT_EQ(message_of([&] { read<float>(file, "tenth"); }),
            "/tenth: value 0.10000000000000001 at flat index 1" + inexact + "float32");
  EXPECT_EQ(message_of([&] { read<float>(file, "large"); }),
            "/large: value 16777217 at flat index 2" + inexact + "float32");
  EXPECT_EQ(message_of([&] { read<std::uint8_t>(file, "negative"); }),
            "/negative: value -1 at flat index 0" + inexact + "uint8");
  EXPECT_EQ(message_of([&] { read<std::uint8_t>(file, "label"); }),
            "/label: value 256 at flat index 1" + inexact + "uint8");
  EXPECT_EQ(message_of([&] { read<std::uint8_t>(file, "nan"); }),
            "/nan: value nan at flat index 0" + inexact + "uint8");
  EXPECT_EQ(message_of([&] { read<double>(file, "long"); }).substr(0, 16), "/long: value 0.1");
  EXPECT_EQ(message_of([&] { read<std::int64_t>(file, "unsigned"); }),
            "/unsigned: value 18446744073709551615 at flat index 0" + inexact + "int64");
}

TEST(Hdf5, WhatIsNotOfTheExpectedKindIsNamed) {
  const Handle file = file_with([](hid_t id) {
    add<double>(id, "numbers", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {1.0});
    add_text(id, "text", 2, H5T_STR_NULLPAD, "ED");
    Handle(H5Gcreate2(id, "group", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  });
  EXPECT_EQ(message_of([&] { read_text(file, "numbers"); }), "/numbers: shape [1] found");
  EXPECT_EQ(message_of([&] { read_texts(file, "numbers"); }), "/numbers: text is expected");
  EXPECT_EQ(message_of([&] { read<float>(file, "gone"); }), "/gone: missing");
  EXPECT_EQ(message_of([&] { read<float>(file, "group"); }), "/group: cannot be opened as a dataset");
  EXPECT_EQ(message_of([&] { open_group(file, "numbers"); }), "/numbers: cannot be opened as a group");
  EXPECT_EQ(message_of([&] { open_group(file, "gone"); }), "/gone: missing, a group is expected");
  EXPECT_EQ(message_of([&] { read<double>(file, "numbers", {1, 1}); }), "/numbers: shape [1] found, [1, 1] expected");
  EXPECT_EQ(message_of([&] { read_number_attribute(file, "text"); }), "/: attribute text: numbers are expected");
  EXPECT_EQ(message_of([&] { read_number_attribute(file, "gone"); }), "/: attribute gone: missing");
  EXPECT_EQ(message_of([&] { read_text_attribute(file, "gone"); }), "/: attribute gone: missing");
}

TEST(Hdf5, AttributesAreFiniteAndOfTheExpectedCount) {
  const Handle written = create_image();
  write_number_attribute(written, "two", std::vector<double>{1.0, 2.0});
  write_number_attribute(written, "nan", std::vector<double>{1.0, NAN});
  const Handle file = open_kept(image_of(written));
  EXPECT_EQ(message_of([&] { read_number_attribute(file, "two", 3); }),
            "/: attribute two: 2 numbers found, 3 expected");
  EXPECT_EQ(message_of([&] { read_number_attribute(file, "nan"); }),
            "/: attribute nan: holds a number that is not finite");
}

TEST(Hdf5, ALinkThatLeadsNowhereIsNotTakenForAbsent) {
  const Handle file = file_with([](hid_t id) { H5Lcreate_soft("/nowhere", id, "image", H5P_DEFAULT, H5P_DEFAULT); });
  EXPECT_TRUE(has(file, "image"));
  EXPECT_EQ(message_of([&] { read<float>(file, "image"); }), "/image: cannot be opened as a dataset");
}

TEST(Hdf5, DataInOtherFilesAreRefused) {
  const Handle file = file_with([](hid_t id) {
    const hsize_t extent = 4;
    const Handle space(H5Screate_simple(1, &extent, nullptr), H5Sclose);
    const Handle external(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_external(external.id(), "/etc/passwd", 0, 16);
    const Handle mapped(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_virtual(mapped.id(), space.id(), "/etc/passwd", "image", space.id());
    Handle(H5Dcreate2(id, "external", H5T_IEEE_F32LE, space.id(), H5P_DEFAULT, external.id(), H5P_DEFAULT), H5Dclose);
    Handle(H5Dcreate2(id, "virtual", H5T_IEEE_F32LE, space.id(), H5P_DEFAULT, mapped.id(), H5P_DEFAULT), H5Dclose);
  });
  EXPECT_EQ(message_of([&] { read<float>(file, "external"); }), "/external: keeps its data in another file");
  EXPECT_EQ(message_of([&] { read<float>(file, "virtual"); }), "/virtual: keeps its data in another file");
}

TEST(Hdf5, ADatasetThatDeclaresMoreThanTheFileStoresIsRefused) {
  const auto declare = [](hid_t id, const char* name, hsize_t declared, hsize_t chunk, bool deflate) {
    const Handle space(H5Screate_simple(1, &declared, nullptr), H5Sclose);
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    if (chunk > 0) H5Pset_chunk(properties.id(), 1, &chunk);
    if (deflate) H5Pset_deflate(properties.id(), 9);
    const Handle dataset(H5Dcreate2(id, name, H5T_IEEE_F32LE, space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT),
                         H5Dclose);
    if (chunk == 0) return;
    const hsize_t start = 0;
    const hsize_t count = 1;
    const Handle memory(H5Screate_simple(1, &count, nullptr), H5Sclose);
    H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, &start, nullptr, &count, nullptr);
    const float value = 1.0F;
    H5Dwrite(dataset.id(), H5T_NATIVE_FLOAT, memory.id(), space.id(), H5P_DEFAULT, &value);
  };
  const Handle file = file_with([&](hid_t id) {
    declare(id, "unwritten", 1'000'000'000'000, 0, false);
    declare(id, "plain", 1'000'000'000'000, 16, false);
    declare(id, "packed", 1'000'000'000'000, 1024, true);
    declare(id, "chunk", 64, 1, false);
    declare(id, "chunks", 4 * 1033, 1, false);
  });
  EXPECT_EQ(message_of([&] { read<float>(file, "unwritten"); }),
            "/unwritten: declares 4000000000000 bytes, the file stores only 0");
  EXPECT_EQ(message_of([&] { read<float>(file, "plain"); }),
            "/plain: declares 4000000000000 bytes, the file stores only 64");
  EXPECT_EQ(message_of([&] { read<float>(file, "packed"); }).substr(0, 60),
            "/packed: declares 4000000000000 bytes, the file stores only ");
  EXPECT_EQ(message_of([&] { read<float>(file, "chunks"); }), "/chunks: declares 16528 bytes, the file stores only 4");
  std::vector<float> filled(64);
  filled[0] = 1.0F;
  EXPECT_EQ(read<float>(file, "chunk"), filled) << "what is not written holds the fill value";
}

TEST(Hdf5, AChunkLargerThanTheDataIsRefused) {
  const Handle file = file_with([](hid_t id) {
    const hsize_t extent = 4;
    const hsize_t chunk = 400'000'000;
    const hsize_t largest = H5S_UNLIMITED;
    const Handle space(H5Screate_simple(1, &extent, &largest), H5Sclose);
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_chunk(properties.id(), 1, &chunk);
    H5Pset_deflate(properties.id(), 1);
    const Handle dataset(H5Dcreate2(id, "huge", H5T_IEEE_F32LE, space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT),
                         H5Dclose);
    const std::vector<unsigned char> stored(64, 7);
    const hsize_t start = 0;
    ASSERT_GE(H5Dwrite_chunk(dataset.id(), H5P_DEFAULT, 0, &start, stored.size(), stored.data()), 0);
  });
  EXPECT_EQ(message_of([&] { read<float>(file, "huge"); }), "/huge: declares chunks larger than its data");
}

// HDF5 1.10 reads on behind the end of such a chunk.
TEST(Hdf5, AChunkThatUnpacksToLessIsRefused) {
  const Handle file = file_with([](hid_t id) {
    const auto create = [&](const char* name, hsize_t chunk) -> Handle {
      const hsize_t extent = 8;
      const Handle space(H5Screate_simple(1, &extent, nullptr), H5Sclose);
      const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
      H5Pset_chunk(properties.id(), 1, &chunk);
      H5Pset_shuffle(properties.id());
      H5Pset_deflate(properties.id(), 9);
      return {H5Dcreate2(id, name, H5T_IEEE_F32LE, space.id(), H5P_DEFAULT, properties.id(), H5P_DEFAULT), H5Dclose};
    };
    const Handle good = create("good", 4);
    const std::vector<float> values(8, 1.0F);
    H5Dwrite(good.id(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Dflush(good.id());
    const hsize_t start = 0;
    hsize_t size = 0;
    unsigned skipped = 0;
    H5Dget_chunk_storage_size(good.id(), &start, &size);
    std::vector<unsigned char> packed(size);
    H5Dread_chunk(good.id(), H5P_DEFAULT, &start, &skipped, packed.data());
    const Handle bad = create("bad", 8);
    ASSERT_GE(H5Dwrite_chunk(bad.id(), H5P_DEFAULT, skipped, &start, size, packed.data()), 0);
  });
  EXPECT_EQ(read<float>(file, "good"), std::vector<float>(8, 1.0F));
  EXPECT_EQ(message_of([&] { read<float>(file, "bad"); }), "/bad: has damaged chunks");
}

TEST(Hdf5, AFileIsKnownByItsSignature) {
  const core::Bytes bytes = image_of(create_image());
  EXPECT_TRUE(is_file(bytes));
  core::Bytes behind_a_user_block(1024 + bytes.size());
  std::ranges::copy(bytes, behind_a_user_block.begin() + 1024);
  EXPECT_TRUE(is_file(behind_a_user_block));
  EXPECT_FALSE(is_file({}));
  EXPECT_FALSE(is_file(core::Bytes(1000)));
}

TEST(Hdf5, WhatIsNoFileIsRefused) {
  EXPECT_EQ(message_of([] { open_kept({}); }), "not an HDF5 file");
  const std::string text = "a text that is no HDF5 file";
  EXPECT_EQ(message_of([&] { open_in_place(std::as_bytes(std::span(text))); }), "not an HDF5 file");
  const core::Bytes bytes = image_of(create_image());
  EXPECT_EQ(message_of([&] { open_in_place(std::span(bytes).first(200)); }),
            "truncated or damaged HDF5 file (200 bytes)");
}

// HDF5 1.10 takes the size of a chunk from its layout alone.
TEST(Hdf5, AChunkOfOtherValuesIsRefused) {
  const Handle written = create_image();
  write<float>(written, "image", {2, 3}, std::vector<float>(6, 1.0F), {1, 3});
  core::Bytes bytes = image_of(written);
  const std::string layout("\x01\0\0\0\x03\0\0\0\x04\0\0\0", 12);
  const auto at = std::search(bytes.begin(), bytes.end(), layout.begin(), layout.end(),
                              [](std::byte a, char b) { return a == std::byte(b); });
  ASSERT_NE(at, bytes.end());
  at[8] = std::byte{8};
  EXPECT_EQ(message_of([&] { read<float>(open_kept(bytes), "image"); }), "/image: has damaged chunks");
}

// HDF5 1.10 crashes on these: a reference into the global heap that leads elsewhere, and a heap that ends early.
TEST(Hdf5, ADamagedGlobalHeapIsRefused) {
  const Handle written = create_image();
  write_text(written, "text", "a text");
  const core::Bytes good = image_of(written);
  const std::string signature = "GCOL";
  const auto heap = std::search(good.begin(), good.end(), signature.begin(), signature.end(),
                                [](std::byte a, char b) { return a == std::byte(b); }) -
                    good.begin();
  // Signature, version, size of the collection, number and size of the object.
  for (const std::ptrdiff_t offset : {0, 4, 10, 16, 25}) {
    core::Bytes bad = good;
    bad[static_cast<std::size_t>(heap + offset)] ^= std::byte{0x7f};
    EXPECT_EQ(message_of([&] { read_text(open_kept(bad), "text"); }), "/text: truncated or damaged") << offset;
  }
}

TEST(Hdf5, AttributesThatLeaveTheirPlaceAreRefused) {
  const Handle written = create_image();
  write_text_attribute(written, "names", "0=background");
  const core::Bytes good = image_of(written);
  const std::string name("names\0", 6);
  const auto at = static_cast<std::size_t>(std::search(good.begin(), good.end(), name.begin(), name.end(),
                                                       [](std::byte a, char b) { return a == std::byte(b); }) -
                                           good.begin());
  for (const std::size_t size_at : {at - 6, at - 4, at - 2}) {  // of name, type and dataspace
    core::Bytes bad = good;
    bad[size_at + 1] = std::byte{0xff};
    const Handle file = open_kept(bad);
    EXPECT_EQ(message_of([&] { has_attribute(file, "names"); }), "/: truncated or damaged");
    EXPECT_EQ(message_of([&] { read_text_attribute(file, "names"); }), "/: attribute names: truncated or damaged");
  }
}

}  // namespace
}  // namespace coopseg::study::hdf5
