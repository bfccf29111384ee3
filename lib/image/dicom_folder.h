#pragma once

#include <string>
#include <vector>

namespace coopseg::image {

/// Whether the path leads to a folder in which, or in the folders of which, a DICOM file lies: one that begins as
/// PS3.10 says. A folder without volumes (image/volume_folder.h) in which only broken ones lie (see dicom_files()) is
/// one, too. Hidden files and folders do not count.
bool is_dicom_folder(const std::string& path);

/// What lies in a folder and the folders in it, in ascending order, whatever the order of the file system.
struct DicomFiles {
  std::vector<std::string> paths;
  std::vector<std::string> others;  ///< files that are not DICOM
  std::vector<std::string> links;   ///< to folders, which are not followed
};

/// Throws Error where there is no DICOM file, or naming a file that may have been one: it is too short for the mark of
/// DICOM files or a link that leads nowhere, and its name does not end as that of another kind of file; or it lacks the
/// mark, and its name ends in .dcm, .dicom or .ima, in capital or small letters.
DicomFiles dicom_files(const std::string& folder);

}  // namespace coopseg::image
