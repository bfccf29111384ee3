#include "image/dicom_folder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "core/error.h"

namespace coopseg::image {
namespace {

namespace fs = std::filesystem;

/// 128 bytes of anything and "DICM".
bool is_dicom(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw core::Error(path.string() + ": cannot be opened: " + core::system_message());
  std::array<char, 132> start{};
  return file.read(start.data(), start.size()) && std::memcmp(start.data() + 128, "DICM", 4) == 0;
}

/// Calls visit(path) for each file until it returns false.
template <class Visit>
void visit_files(const std::string& folder, Visit visit) {
  std::error_code problem;
  for (fs::recursive_directory_iterator entry(folder, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    std::error_code ignored;  // what a link leads to may be gone
    if (entry->path().filename().string().starts_with('.'))
      entry.disable_recursion_pending();
    else if (entry->is_regular_file(ignored) && !visit(entry->path()))
      return;
  }
  if (problem) throw core::Error(folder + ": cannot be read: " + problem.message());
}

}  // namespace

bool is_dicom_folder(const std::string& path) {
  if (!fs::is_directory(path)) return false;
  bool found = false;
  visit_files(path, [&](const fs::path& file) {
    found = is_dicom(file);
    return !found;
  });
  return found;
}

std::vector<std::string> dicom_files(const std::string& folder) {
  std::vector<std::string> paths;
  std::size_t others = 0;
  visit_files(folder, [&](const fs::path& file) {
    if (is_dicom(file))
      paths.push_back(file.string());
    else
      ++others;
    return true;
  });
  if (paths.empty())
    throw core::Error(folder + ": no DICOM file found among " + std::to_string(others) +
                      (others == 1 ? " file" : " files") + "; of a folder a DICOM series is read");
  std::ranges::sort(paths);
  return paths;
}

}  // namespace coopseg::image
