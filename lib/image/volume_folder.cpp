#include "image/volume_folder.h"

#include <filesystem>
#include <set>

#include "core/error.h"
#include "image/volume_name.h"

namespace coopseg::image {

namespace {

std::set<std::string> volumes_in(const std::string& path) {
  std::set<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.path().filename().string().starts_with('.')) continue;  // what systems leave, such as ._scan.nii.gz
    const std::string name = entry.path().string();
    if (pair_ending(name).starts_with(".img")) continue;  // its .hdr stands for the pair
    if (is_volume_name(name) || entry.path().extension() == ".h5") paths.insert(name);
  }
  return paths;
}

}  // namespace

bool holds_volumes(const std::string& folder) { return !volumes_in(folder).empty(); }

std::vector<std::string> volume_files(const std::string& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  const std::set<std::string> paths = volumes_in(path);
  if (paths.empty())
    throw core::Error(path + ": no file of a known type in this folder, one of " + std::string(volume_types) +
                      ", .h5 is expected");
  return {paths.begin(), paths.end()};
}

}  // namespace coopseg::image
