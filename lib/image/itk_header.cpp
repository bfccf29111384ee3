#include "image/itk_header.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <sstream>

#include "core/error.h"
#include "core/files.h"
#include "image/gzip.h"
#include "image/volume_name.h"

namespace coopseg::image {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t analyze_header_bytes = 348;
constexpr std::array<std::string_view, 3> image_endings = {".img", ".img.gz", ".IMG"};
constexpr std::array<std::string_view, 2> header_endings = {".hdr", ".HDR"};

std::string beginning_of(const std::string& path, std::size_t bytes) {
  std::string text(bytes, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(bytes));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

/// The fields of a text header, up to the one that names the voxels or an empty line.
std::map<std::string, std::string> fields_of(const std::string& path, char divider) {
  std::map<std::string, std::string> fields;
  std::istringstream text(beginning_of(path, std::size_t{1} << 16U));
  for (std::string line; std::getline(text, line) && !trimmed(line).empty() && !fields.contains("ElementDataFile");)
    if (const std::size_t at = line.find(divider); at != std::string::npos)
      fields[trimmed(line.substr(0, at))] = trimmed(line.substr(at + 1));
  return fields;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

void check_unit(std::string unit) {
  std::erase(unit, '"');
  std::ranges::transform(unit, unit.begin(), [](unsigned char c) { return std::tolower(c); });
  static const std::set<std::string> fine = {"",     "?",  "mm",   "millimeter", "millimeters",
                                             "none", "ms", "msec", "s",          "sec"};
  if (!fine.contains(unit)) throw core::Error("the unit of length is " + unit + ", expected is mm");
}

void check_length(double length, std::size_t axis) {
  if (!(std::isfinite(length) && length != 0))
    throw core::Error("a spacing of " + std::to_string(length) + " along axis " + std::to_string(axis) +
                      " found, finite and not 0 is expected");
}

void check_lengths(const std::vector<std::string>& lengths) {
  for (std::size_t axis = 0; axis < std::min<std::size_t>(lengths.size(), 3); ++axis)
    check_length(std::strtod(lengths[axis].c_str(), nullptr), axis);
}

/// A file of voxels beside the header; a pattern or a list stands for several.
void check_data_file(const std::string& header, const std::string& name) {
  if (name.empty() || name.find_first_of("%*? ") != std::string::npos) return;
  if (name == "LOCAL" || name.starts_with("LIST")) return;
  std::error_code ignored;
  if (!fs::exists(fs::absolute(header).parent_path() / name, ignored))
    throw core::Error("names " + name + " for its voxels, which is not there");
}

void check_meta(const std::string& path) {
  auto fields = fields_of(path, '=');
  check_unit(fields["DistanceUnits"]);
  check_lengths(words_of(fields["ElementSpacing"]));
  check_data_file(path, fields["ElementDataFile"]);
}

void check_nrrd(const std::string& path) {
  auto fields = fields_of(path, ':');
  for (const std::string& unit : words_of(fields["space units"])) check_unit(unit);
  for (const std::string& unit : words_of(fields["units"])) check_unit(unit);
  check_lengths(words_of(fields["spacings"]));
  const std::vector<std::string> kinds = words_of(fields["kinds"]);
  for (std::size_t axis = 0; axis < std::min<std::size_t>(kinds.size(), 3); ++axis)
    if (kinds[axis] == "time") throw core::Error("axis " + std::to_string(axis) + " is time, expected is the fourth");
  for (const char* field : {"data file", "datafile"}) check_data_file(path, fields[field]);
}

template <class Number>
Number number_at(const std::string& bytes, std::size_t at, bool swapped) {
  std::array<char, sizeof(Number)> raw{};
  std::memcpy(raw.data(), &bytes[at], raw.size());
  if (swapped) std::ranges::reverse(raw);
  return std::bit_cast<Number>(raw);
}

/// The half of a pair with one of these endings; "" where it is not there.
std::string half_of(const std::string& path, std::span<const std::string_view> endings) {
  const std::string stem = path.substr(0, path.size() - pair_ending(path).size());
  std::error_code ignored;
  for (const std::string_view ending : endings)
    if (std::string name = stem + std::string(ending); fs::exists(name, ignored)) return name;
  return {};
}

void check_analyze(const std::string& path) {
  if (half_of(path, image_endings).empty())
    throw core::Error("has no file of voxels beside it, expected is " + name_without_type(path) + ".img");
  const std::string header = beginning_of(half_of(path, header_endings), analyze_header_bytes);
  if (header.size() < analyze_header_bytes) return;
  const bool swapped = number_at<std::int32_t>(header, 0, false) != static_cast<int>(analyze_header_bytes);
  const auto axes = std::min<std::int16_t>(number_at<std::int16_t>(header, 40, swapped), 3);
  for (std::int16_t axis = 0; axis < axes; ++axis)
    check_length(number_at<float>(header, 80 + 4 * static_cast<std::size_t>(axis), swapped),
                 static_cast<std::size_t>(axis));
}

void check_count(std::size_t found, std::size_t expected) {
  if (found < expected)
    throw core::Error("truncated or damaged: " + std::to_string(found) + " bytes of voxels found, " +
                      std::to_string(expected) + " expected");
}

/// The bytes behind the line that names the voxels as LOCAL, or those of the file that it names.
core::Bytes packed_voxels(const std::string& path, const std::string& name) {
  core::Bytes bytes = core::read_input(name == "LOCAL" ? path : (fs::path(path).parent_path() / name).string()).bytes;
  if (name != "LOCAL") return bytes;
  constexpr std::string_view key = "ElementDataFile";
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::size_t end = text.find('\n', text.find(key));
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(end, bytes.size() - 1) + 1));
  return bytes;
}

void check_packed_meta(const std::string& path, std::size_t bytes) {
  auto fields = fields_of(path, '=');
  const std::string name = fields["ElementDataFile"];
  if (fields["CompressedData"] != "True" || name.find_first_of("% ") != std::string::npos || name == "LIST") return;
  const core::Bytes packed = packed_voxels(path, name);
  if (is_gzip(packed)) return check_count(gunzip(packed).size(), bytes);
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  core::Bytes voxels(bytes);
  std::size_t used = 0;
  std::size_t found = 0;
  if (libdeflate_zlib_decompress_ex(decompressor.get(), packed.data(), packed.size(), voxels.data(), bytes, &used,
                                    &found) != LIBDEFLATE_SUCCESS)
    throw core::Error("truncated or damaged: its packed voxels cannot be unpacked");
  check_count(found, bytes);
}

}  // namespace

void check_itk_voxels(const std::string& path, ItkType type, std::size_t bytes) {
  if (type == ItkType::meta) check_packed_meta(path, bytes);
  if (type != ItkType::analyze) return;
  const core::Bytes voxels = core::read_input(half_of(path, image_endings)).bytes;
  check_count(is_gzip(voxels) ? gunzip(voxels).size() : voxels.size(), bytes);
}

void check_itk_header(const std::string& path, ItkType type) {
  if (type == ItkType::meta) check_meta(path);
  if (type == ItkType::nrrd) check_nrrd(path);
  if (type == ItkType::analyze) check_analyze(path);
}

}  // namespace coopseg::image
