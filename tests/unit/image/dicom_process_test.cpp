#include "image/dicom_process.h"

#include <cstdint>

#include "../support/message_of.h"
#include "../support/temporary_folder.h"

namespace coopseg::image {
namespace {

/// Little endian.
std::string number(std::uint32_t value, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 255);
  return text;
}

/// A data element of DICOM's explicit types.
std::string element(std::uint32_t group, std::uint32_t tag, const std::string& type, const std::string& value) {
  const auto size = static_cast<std::uint32_t>(value.size());
  const std::string length = type == "OW" ? number(0, 2) + number(size, 4) : number(size, 2);
  return number(group, 2) + number(tag, 2) + type + length + value;
}

/// An image of which the header says `rows`, 3 columns and `bits` a pixel.
std::string dicom_file(std::uint32_t rows, std::uint32_t bits, const std::string& pixels) {
  const std::string meta =
      element(2, 2, "UI", {"1.2.840.10008.5.1.4.1.1.4\0", 26}) + element(2, 0x10, "UI", {"1.2.840.10008.1.2.1\0", 20});
  std::string file =
      std::string(128, '\0') + "DICM" + element(2, 0, "UL", number(static_cast<std::uint32_t>(meta.size()), 4)) + meta;
  file += element(0x28, 2, "US", number(1, 2)) + element(0x28, 4, "CS", "MONOCHROME2 ");
  const std::uint32_t sizes[][2] = {{0x10, rows},  {0x11, 3},         {0x100, bits},
                                    {0x101, bits}, {0x102, bits - 1}, {0x103, 0}};
  for (const auto& [tag, value] : sizes) file += element(0x28, tag, "US", number(value, 2));
  return file + element(0x7fe0, 0x10, "OW", pixels);
}

class DicomPixels : public InTemporaryFolder {
 protected:
  void SetUp() override {
    if (message_of([] { DicomProcess process(1); }).starts_with("this build cannot read DICOM")) GTEST_SKIP();
  }
  std::vector<float> read(std::uint32_t rows, std::uint32_t bits, const std::string& pixels) const {
    make("a.dcm", dicom_file(rows, bits, pixels));
    return DicomProcess(1 << 20).read_pixels(path("a.dcm"), rows, 3);
  }
  std::string refusal(const std::string& pixels) const {
    return message_of([&] { read(2, 16, pixels); });
  }
};

TEST_F(DicomPixels, AreReadWithTheirPadding) {
  const std::vector<float> expected = {1, 2, 3, 4, 5, 6};
  const std::string pixels("\1\0\2\0\3\0\4\0\5\0\6\0", 12);
  EXPECT_EQ(read(2, 16, pixels), expected);
  EXPECT_EQ(read(2, 16, pixels + std::string(8, '\0')), expected);
  EXPECT_EQ(read(1, 8, "\1\2\3\4"), (std::vector<float>{1, 2, 3}));
}

TEST_F(DicomPixels, AreRefusedWhereTheirNumberIsNotThatOfTheHeader) {
  EXPECT_EQ(refusal(std::string(6, '\1')), path("a.dcm") + ": 6 bytes of pixels found, 12 expected");
  EXPECT_EQ(refusal(std::string(24, '\1')), path("a.dcm") + ": 24 bytes of pixels found, 12 expected");
}

}  // namespace
}  // namespace coopseg::image
