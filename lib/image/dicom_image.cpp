#include "image/dicom_image.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace coopseg::image {
namespace {

/// Blanks may stand around each of several numbers.
std::optional<double> number_of(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

class Header {
 public:
  explicit Header(const DicomTexts& texts) : texts_(texts) {}

  std::string_view text(DicomAttribute attribute) const { return texts_[static_cast<std::size_t>(attribute)]; }
  bool has(DicomAttribute attribute) const { return !text(attribute).empty(); }

  template <std::size_t count>
  std::array<double, count> numbers(DicomAttribute attribute) const {
    const std::string name(dicom_tags[static_cast<std::size_t>(attribute)].name);
    if (!has(attribute)) throw core::Error("has no " + name);
    std::array<double, count> numbers{};
    std::string_view rest = text(attribute);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t end = i + 1 < count ? rest.find('\\') : rest.size();
      const auto number = number_of(rest.substr(0, end));
      if (end == std::string_view::npos || !number)
        throw core::Error(name + " is '" + std::string(text(attribute)) + "', " +
                          (count == 1 ? "a number is" : std::to_string(count) + " numbers are") + " expected");
      numbers[i] = *number;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return numbers;
  }

  std::optional<double> number(DicomAttribute attribute) const {
    return has(attribute) ? std::optional(numbers<1>(attribute)[0]) : std::nullopt;
  }

  /// Seconds of the day of a time HHMMSS.FFFFFF, of which the end may be missing.
  std::optional<double> time(DicomAttribute attribute) const {
    std::string digits(text(attribute));
    std::erase(digits, ':');
    if (digits.empty()) return std::nullopt;
    double seconds = 0;
    double unit = 3600;
    for (std::size_t start = 0; start < std::min<std::size_t>(digits.size(), 6); start += 2, unit /= 60) {
      const auto part = number_of(std::string_view(digits).substr(start, start < 4 ? 2 : std::string::npos));
      if (!part) return std::nullopt;
      seconds += unit * *part;
    }
    return seconds;
  }

 private:
  const DicomTexts& texts_;
};

std::size_t size_of(const Header& header, DicomAttribute attribute) {
  const double size = header.numbers<1>(attribute)[0];
  if (size < 1 || size > 32767)
    throw core::Error(std::string(dicom_tags[static_cast<std::size_t>(attribute)].name) + " is " +
                      std::string(header.text(attribute)) + ", 1 to 32767 is expected");
  return static_cast<std::size_t>(size);
}

void check_kind(const Header& header) {
  constexpr std::string_view enhanced = "1.2.840.10008.5.1.4.1.1.4.1";
  constexpr std::string_view converted = "1.2.840.10008.5.1.4.1.1.4.4";
  const std::string_view kind = header.text(DicomAttribute::storage);
  if (header.number(DicomAttribute::number_of_frames).value_or(1) > 1 || kind == enhanced || kind == converted)
    throw core::Error("an enhanced (multi-frame) file of " +
                      std::string(header.has(DicomAttribute::number_of_frames)
                                      ? header.text(DicomAttribute::number_of_frames)
                                      : "some") +
                      " frames, a file for each image is expected");
  if (header.number(DicomAttribute::samples).value_or(1) != 1)
    throw core::Error(std::string(header.text(DicomAttribute::samples)) + " numbers a pixel found, one is expected");
  if (const auto colours = header.text(DicomAttribute::photometric); !colours.empty() && colours != "MONOCHROME2")
    throw core::Error("pixels are " + std::string(colours) + ", MONOCHROME2 is expected");
}

DicomImage read(const Header& header) {
  check_kind(header);
  DicomImage image;
  image.object = header.text(DicomAttribute::object);
  image.rows = size_of(header, DicomAttribute::rows);
  image.columns = size_of(header, DicomAttribute::columns);
  const auto [between_rows, between_columns] = header.numbers<2>(DicomAttribute::pixel_spacing);
  if (between_rows <= 0 || between_columns <= 0)
    throw core::Error("PixelSpacing is " + std::string(header.text(DicomAttribute::pixel_spacing)) +
                      ", numbers above 0 are expected");
  image.spacing = {between_columns, between_rows};
  const auto axes = header.numbers<6>(DicomAttribute::orientation);
  std::copy_n(axes.begin(), 3, image.x_axis.begin());
  std::copy_n(axes.begin() + 3, 3, image.y_axis.begin());
  image.position = header.numbers<3>(DicomAttribute::position);
  image.slope = header.number(DicomAttribute::slope).value_or(1);
  image.intercept = header.number(DicomAttribute::intercept).value_or(0);
  image.thickness = header.number(DicomAttribute::thickness);
  image.trigger_time = header.number(DicomAttribute::trigger_time);
  image.acquisition_time = header.time(DicomAttribute::acquisition_time);
  image.content_time = header.time(DicomAttribute::content_time);
  image.instance_number = header.number(DicomAttribute::instance_number);
  image.frame_time = header.number(DicomAttribute::frame_time);
  image.nominal_interval = header.number(DicomAttribute::nominal_interval);
  image.cardiac_images = header.number(DicomAttribute::cardiac_images);
  return image;
}

}  // namespace

DicomImage dicom_image(const std::string& path, const DicomTexts& header) {
  DicomImage image = core::in_context(path, [&] { return read(Header(header)); });
  image.path = path;
  return image;
}

}  // namespace coopseg::image
