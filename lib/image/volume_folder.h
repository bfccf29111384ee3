#pragma once

#include <string>
#include <vector>

namespace coopseg::image {

/// A file itself, or the volumes and studies (.h5) of a folder in ascending order; names that start with a dot are left
/// out, and of a pair .hdr/.img the .hdr stands for both. Throws core::Error where a folder holds none.
std::vector<std::string> volume_files(const std::string& path);

/// Whether a folder holds such files.
bool holds_volumes(const std::string& folder);

}  // namespace coopseg::image
