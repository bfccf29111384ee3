#pragma once

#include <string>
#include <string_view>

namespace coopseg::image {

/// Endings of the volumes that are read.
inline constexpr std::string_view volume_types = ".nii, .nii.gz, .mha, .mhd, .nrrd, .nhdr, .hdr, .img, .gipl";

/// True where the name ends in .nii or .nii.gz, in capital or small letters.
bool is_nifti_name(const std::string& path);

/// True where the name ends in one of `volume_types`, or .hdr.gz or .img.gz, in capital or small letters.
bool is_volume_name(const std::string& path);

/// The ending, in small letters, of a file that may be half of a pair: .hdr, .img, .hdr.gz or .img.gz; "" for others.
std::string_view pair_ending(const std::string& path);

/// The ending, in small letters, of a file that ITK's readers read (image/itk_file.h); "" for others.
std::string_view itk_ending(const std::string& path);

/// The name of a file or folder, without the folder it is in and without the ending of a volume or study (.h5).
std::string name_without_type(const std::string& path);

/// The id of a case that comes from a file: name_without_type() with '_' for each character that an id can't have and
/// "case" in front where it doesn't begin with a letter or digit: "scan_01__ED_-f96395fc" for "scan 01 (ED).nii.gz".
std::string case_id(const std::string& path);

}  // namespace coopseg::image
