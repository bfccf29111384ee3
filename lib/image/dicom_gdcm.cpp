// The module of image/dicom_module.h.
#include <gdcmImageReader.h>
#include <gdcmReader.h>
#include <gdcmStringFilter.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <istream>

#include "core/error.h"
#include "image/dicom_module.h"

namespace coopseg::image {
namespace {

constexpr const char* damaged = "truncated or damaged DICOM file";
const gdcm::Tag pixel_data(0x7fe0, 0x0010);

/// A file that knows whether it ended within a value: GDCM reads zeros there. At its end GDCM looks for a tag of 4
/// bytes.
class File : public std::filebuf {
 public:
  explicit File(const std::string& path) {
    if (open(path, std::ios::in | std::ios::binary) == nullptr) throw core::Error("cannot be opened");
  }
  std::istream& stream() { return stream_; }
  void check_complete() const {
    if (broke_off_) throw core::Error(damaged);
  }

 protected:
  std::streamsize xsgetn(char* bytes, std::streamsize count) override {
    const std::streamsize read = std::filebuf::xsgetn(bytes, count);
    broke_off_ = broke_off_ || (read < count && count > 4);
    return read;
  }

 private:
  std::istream stream_{this};
  bool broke_off_ = false;
};

/// What GDCM throws at damaged files comes out as an Error.
template <class Read>
auto guarded(Read read) {
  try {
    return read();
  } catch (const core::Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    throw core::Error(damaged);
  }
}

/// Values are padded to even lengths. Texts go into messages of one line: "?" stands for control characters.
std::string printable(std::string text) {
  const std::string padding(" \0", 2);
  const std::size_t first = text.find_first_not_of(padding);
  if (first == std::string::npos) return {};
  text = text.substr(first, text.find_last_not_of(padding) - first + 1);
  std::ranges::replace_if(
      text, [](unsigned char letter) { return std::iscntrl(letter) != 0; }, '?');
  return text;
}

DicomTexts read_header(const std::string& path) {
  return guarded([&] {
    File file(path);
    gdcm::Reader reader;
    reader.SetStream(file.stream());
    if (!reader.ReadUpToTag(pixel_data)) throw core::Error(damaged);
    file.check_complete();
    gdcm::StringFilter texts;
    texts.SetFile(reader.GetFile());
    DicomTexts header;
    for (const DicomTag& tag : dicom_tags)
      header.push_back(printable(texts.ToString(gdcm::Tag(tag.group, tag.element))));
    return header;
  });
}

template <class Stored>
std::vector<float> as_float(const std::vector<char>& bytes) {
  std::vector<Stored> stored(bytes.size() / sizeof(Stored));
  std::memcpy(stored.data(), bytes.data(), stored.size() * sizeof(Stored));
  return {stored.begin(), stored.end()};
}

std::vector<float> as_float(const std::vector<char>& bytes, const gdcm::PixelFormat& format) {
  switch (format.GetScalarType()) {
    case gdcm::PixelFormat::UINT8:
      return as_float<std::uint8_t>(bytes);
    case gdcm::PixelFormat::INT8:
      return as_float<std::int8_t>(bytes);
    case gdcm::PixelFormat::UINT16:
      return as_float<std::uint16_t>(bytes);
    case gdcm::PixelFormat::INT16:
      return as_float<std::int16_t>(bytes);
    case gdcm::PixelFormat::UINT32:
      return as_float<std::uint32_t>(bytes);
    case gdcm::PixelFormat::INT32:
      return as_float<std::int32_t>(bytes);
    default:
      throw core::Error(std::string("pixels of type ") + format.GetScalarTypeAsString() +
                        " found, integers of 8, 16 or 32 bits are expected");
  }
}

/// GDCM fills up what is missing with zeros and drops what is too much. Zeros behind the pixels are padding.
void check_length(const gdcm::Image& image, std::size_t expected) {
  if (image.GetTransferSyntax().IsEncapsulated()) return;
  const gdcm::ByteValue* stored = image.GetDataElement().GetByteValue();
  const std::size_t found = stored == nullptr ? 0U : std::uint32_t{stored->GetLength()};
  const std::size_t even = expected + expected % 2;
  const auto is_zero = [](char byte) { return byte == 0; };
  if (found == expected ||
      (found >= even && std::all_of(stored->GetPointer() + even, stored->GetPointer() + found, is_zero)))
    return;
  throw core::Error(std::to_string(found) + " bytes of pixels found, " + std::to_string(expected) + " expected");
}

std::vector<float> read_pixels(const std::string& path, std::size_t rows, std::size_t columns) {
  return guarded([&] {
    File file(path);
    gdcm::ImageReader reader;
    reader.SetStream(file.stream());
    if (!reader.Read()) throw core::Error(damaged);
    file.check_complete();
    const gdcm::Image& image = reader.GetImage();
    const std::size_t expected = rows * columns * image.GetPixelFormat().GetPixelSize();
    if (image.GetBufferLength() != expected) throw core::Error(damaged);
    check_length(image, expected);
    std::vector<char> bytes(expected);
    if (!image.GetBuffer(bytes.data())) throw core::Error(damaged);
    return as_float(bytes, image.GetPixelFormat());
  });
}

}  // namespace
}  // namespace coopseg::image

extern "C" const coopseg::image::DicomModule coopseg_dicom;
const coopseg::image::DicomModule coopseg_dicom = {coopseg::image::read_header, coopseg::image::read_pixels};
