#include "image/dicom_folder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <span>
#include <string_view>
#include <system_error>

#include "core/error.h"
#include "core/joined.h"
#include "core/lower_case.h"
#include "image/volume_folder.h"

namespace coopseg::image {
namespace {

namespace fs = std::filesystem;

/// A DICOM file begins with 128 bytes of anything and this.
constexpr std::string_view mark = "DICM";
constexpr std::size_t marked_size = 128 + mark.size();

/// Of files that lie beside DICOM files and may be short: Thumbs.db, desktop.ini, AUTORUN.INF, notes, labels.
constexpr std::array<std::string_view, 14> other_endings = {".bat", ".csv",  ".db",  ".gz", ".h5",  ".html", ".inf",
                                                            ".ini", ".json", ".log", ".md", ".nii", ".txt",  ".xml"};

constexpr std::array<std::string_view, 3> dicom_endings = {".dcm", ".dicom", ".ima"};

bool ends_as(std::span<const std::string_view> endings, const std::string& path) {
  const std::string ending = core::lower_case(fs::path(path).extension().string());
  return std::ranges::find(endings, ending) != endings.end();
}

bool leads_nowhere(const std::string& path) {
  std::error_code ignored;
  return fs::is_symlink(path, ignored) && fs::status(path, ignored).type() == fs::file_type::not_found;
}

bool is_dicom(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, marked_size> start{};
  return file.read(start.data(), start.size()) && std::string_view(start.data(), start.size()).ends_with(mark);
}

/// What became of a file that is not DICOM but may have been; "" where it was none.
std::string damage_of(const std::string& path) {
  if (ends_as(other_endings, path)) return {};
  if (leads_nowhere(path))
    return "a link that leads nowhere (" + fs::read_symlink(path).string() + "), a DICOM file is expected";
  if (!std::ifstream(path)) return "cannot be opened: " + core::system_message();
  const auto size = fs::file_size(path);
  if (size >= marked_size)
    return ends_as(dicom_endings, path) ? "DICM is missing at byte 128, a DICOM file is expected by its name" : "";
  return std::to_string(size) + (size == 1 ? " byte" : " bytes") +
         " found, a DICOM file is expected: was it copied whole?";
}

struct Contents {
  std::vector<std::string> files;  ///< and links that lead nowhere
  std::vector<std::string> links;  ///< to folders
};

Contents contents_of(const std::string& folder) {
  Contents contents;
  std::error_code problem;
  for (fs::recursive_directory_iterator entry(folder, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    std::error_code ignored;  // what a link leads to may be gone
    const fs::file_status status = entry->status(ignored);
    if (entry->path().filename().string().starts_with('.'))
      entry.disable_recursion_pending();
    else if (fs::is_directory(status) && entry->is_symlink(ignored))
      contents.links.push_back(entry->path().string());
    else if (!fs::is_directory(status) && !fs::is_other(status))
      contents.files.push_back(entry->path().string());
  }
  if (problem) throw core::Error(folder + ": cannot be read: " + problem.message());
  std::ranges::sort(contents.files);
  std::ranges::sort(contents.links);
  return contents;
}

}  // namespace

bool is_dicom_folder(const std::string& path) {
  if (!fs::is_directory(path)) return false;
  const std::vector<std::string> files = contents_of(path).files;
  if (std::ranges::any_of(files, is_dicom)) return true;
  return !holds_volumes(path) &&
         std::ranges::any_of(files, [](const std::string& file) { return !damage_of(file).empty(); });
}

DicomFiles dicom_files(const std::string& folder) {
  const Contents contents = contents_of(folder);
  DicomFiles found{{}, {}, contents.links};
  for (const std::string& path : contents.files) {
    const bool dicom = is_dicom(path);
    if (const std::string damage = dicom ? "" : damage_of(path); !damage.empty())
      throw core::Error(path + ": " + damage);
    (dicom ? found.paths : found.others).push_back(path);
  }
  if (found.paths.empty())
    throw core::Error(folder + ": no DICOM file found among " + std::to_string(found.others.size()) +
                      (found.others.size() == 1 ? " file" : " files") + "; of a folder a DICOM series is read" +
                      (found.links.empty() ? "" : ", links to folders are not followed: " + core::joined(found.links)));
  return found;
}

}  // namespace coopseg::image
