#pragma once

#include <string>
#include <vector>

namespace coopseg::image {

/// Whether the path leads to a folder in which, or in the folders of which, a DICOM file lies: one that begins as
/// PS3.10 says. Hidden files and folders do not count.
bool is_dicom_folder(const std::string& path);

/// All of them in ascending order, whatever the order of the file system. Throws Error where there is none.
std::vector<std::string> dicom_files(const std::string& folder);

}  // namespace coopseg::image
