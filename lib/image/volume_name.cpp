#include "image/volume_name.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>

#include "core/lower_case.h"
#include "study/nearest_id.h"

namespace coopseg::image {
namespace {

constexpr std::array<std::string_view, 2> nifti_endings = {".nii.gz", ".nii"};
constexpr std::array<std::string_view, 4> pair_endings = {".hdr.gz", ".img.gz", ".hdr", ".img"};
constexpr std::array<std::string_view, 5> itk_endings = {".mha", ".mhd", ".nrrd", ".nhdr", ".gipl"};
constexpr std::array<std::string_view, 1> study_endings = {".h5"};

/// The one of the endings that a name has, in capital or small letters; "" for none.
std::string_view ending_of(const std::string& name, std::span<const std::string_view> endings) {
  const std::string small = core::lower_case(name);
  const auto found = std::ranges::find_if(endings, [&](std::string_view ending) { return small.ends_with(ending); });
  return found == endings.end() ? std::string_view() : *found;
}

}  // namespace

bool is_nifti_name(const std::string& path) { return !ending_of(path, nifti_endings).empty(); }

bool is_volume_name(const std::string& path) {
  return is_nifti_name(path) || !itk_ending(path).empty() || !pair_ending(path).empty();
}

std::string_view pair_ending(const std::string& path) { return ending_of(path, pair_endings); }

std::string_view itk_ending(const std::string& path) { return ending_of(path, itk_endings); }

std::string name_without_type(const std::string& path) {
  const std::filesystem::path whole = std::filesystem::absolute(path).lexically_normal();  // of ".", too
  std::string name = (whole.has_filename() ? whole : whole.parent_path()).filename().string();
  for (const std::span<const std::string_view> endings :
       {std::span<const std::string_view>(nifti_endings), std::span<const std::string_view>(pair_endings),
        std::span<const std::string_view>(itk_endings), std::span<const std::string_view>(study_endings)})
    if (const auto ending = ending_of(name, endings); !ending.empty()) {
      name.resize(name.size() - ending.size());
      break;
    }
  return name;
}

std::string case_id(const std::string& path) { return study::nearest_id(name_without_type(path)); }

}  // namespace coopseg::image
