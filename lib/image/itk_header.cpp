#include "image/itk_header.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "core/error.h"
#include "core/files.h"
#include "core/lower_case.h"
#include "core/trimmed.h"
#include "image/gzip.h"

namespace coopseg::image {
namespace {

namespace fs = std::filesystem;

constexpr std::streamsize header_bytes = 1 << 16;     // at most
constexpr const char* data_file = "ElementDataFile";  // the last field of a MetaImage
constexpr std::array<const char*, 2> nrrd_data_fields = {"data file", "datafile"};

/// The fields of a text header, up to the one that names the voxels or an empty line.
std::map<std::string, std::string> fields_of(const std::string& path, char divider) {
  std::map<std::string, std::string> fields;
  std::string beginning(header_bytes, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(beginning.data(), header_bytes);
  std::istringstream text(beginning.substr(0, static_cast<std::size_t>(file.gcount())));
  for (std::string line; std::getline(text, line) && !core::trimmed(line).empty() && !fields.contains(data_file);)
    if (const std::size_t at = line.find(divider); at != std::string::npos)
      fields[core::trimmed(line.substr(0, at))] = core::trimmed(line.substr(at + 1));
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
  unit = core::lower_case(unit);
  static const std::set<std::string> fine = {"",     "?",  "mm",   "millimeter", "millimeters",
                                             "none", "ms", "msec", "s",          "sec"};
  if (!fine.contains(unit)) throw core::Error("the unit of length is " + unit + ", expected is mm");
}

}  // namespace

void check_length(double length, std::size_t axis) {
  if (!(std::isfinite(length) && length != 0))
    throw core::Error("a spacing of " + std::to_string(length) + " along axis " + std::to_string(axis) +
                      " found, finite and not 0 is expected");
}

namespace {

void check_lengths(const std::vector<std::string>& lengths) {
  for (std::size_t axis = 0; axis < std::min<std::size_t>(lengths.size(), 3); ++axis)
    check_length(std::strtod(lengths[axis].c_str(), nullptr), axis);
}

/// The one file of voxels that a header names; a pattern or a list stands for several.
std::optional<fs::path> data_file_of(const std::string& header, const std::string& name) {
  if (name.empty() || name.find_first_of("%*? ") != std::string::npos) return {};
  if (name == "LOCAL" || name.starts_with("LIST")) return {};
  return fs::absolute(header).parent_path() / name;
}

void check_data_file(const std::string& header, const std::string& name) {
  std::error_code ignored;
  if (const auto path = data_file_of(header, name); path && !fs::exists(*path, ignored))
    throw core::Error("names " + name + " for its voxels, which is not there");
}

void check_meta(const std::string& path) {
  auto fields = fields_of(path, '=');
  check_unit(fields["DistanceUnits"]);
  check_lengths(words_of(fields["ElementSpacing"]));
  check_data_file(path, fields[data_file]);
}

void check_nrrd(const std::string& path) {
  auto fields = fields_of(path, ':');
  for (const std::string& unit : words_of(fields["space units"])) check_unit(unit);
  for (const std::string& unit : words_of(fields["units"])) check_unit(unit);
  check_lengths(words_of(fields["spacings"]));
  const std::vector<std::string> kinds = words_of(fields["kinds"]);
  for (std::size_t axis = 0; axis < std::min<std::size_t>(kinds.size(), 3); ++axis)
    if (kinds[axis] == "time") throw core::Error("axis " + std::to_string(axis) + " is time, expected is the fourth");
  for (const char* field : nrrd_data_fields) check_data_file(path, fields[field]);
}

/// The bytes behind the line that names the voxels as LOCAL, or those of the file that it names.
core::Bytes packed_voxels(const std::string& path, const std::string& name) {
  core::Bytes bytes = core::read_input(name == "LOCAL" ? path : (fs::path(path).parent_path() / name).string()).bytes;
  if (name != "LOCAL") return bytes;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::size_t end = text.find('\n', text.find(data_file));
  bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(end, bytes.size() - 1) + 1));
  return bytes;
}

}  // namespace

void check_packed_voxels(const std::string& path, std::size_t bytes) {
  auto fields = fields_of(path, '=');
  const std::string name = fields[data_file];
  if (fields["CompressedData"] != "True" || name.find_first_of("% ") != std::string::npos || name == "LIST") return;
  const core::Bytes packed = packed_voxels(path, name);
  const std::optional<core::Bytes> voxels = is_gzip(packed) ? gunzip(packed) : unpack_zlib(packed, bytes);
  if (!voxels) throw core::Error("truncated or damaged: its packed voxels cannot be unpacked");
  check_voxel_bytes(voxels->size(), bytes);
}

void check_voxel_bytes(std::size_t found, std::size_t expected) {
  if (found < expected)
    throw core::Error("truncated or damaged: " + std::to_string(found) + " bytes of voxels found, " +
                      std::to_string(expected) + " expected");
}

std::uintmax_t voxel_bytes_elsewhere(const std::string& path, ItkType type) {
  if (type != ItkType::meta && type != ItkType::nrrd) return 0;
  auto fields = fields_of(path, type == ItkType::meta ? '=' : ':');
  const std::string name = type == ItkType::meta                       ? fields[data_file]
                           : fields.contains(nrrd_data_fields.front()) ? fields[nrrd_data_fields.front()]
                                                                       : fields[nrrd_data_fields.back()];
  const auto file = data_file_of(path, name);
  std::error_code problem;
  if (!file || fs::equivalent(file->parent_path(), fs::absolute(path).parent_path(), problem)) return 0;
  const std::uintmax_t bytes = fs::file_size(*file, problem);
  return problem ? 0 : bytes;
}

void check_itk_header(const std::string& path, ItkType type) {
  if (type == ItkType::meta) check_meta(path);
  if (type == ItkType::nrrd) check_nrrd(path);
}

}  // namespace coopseg::image
