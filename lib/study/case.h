#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "study/grid.h"

namespace coopseg::study {

/// The classes of every label that a study holds; the value of a voxel is the position here.
inline constexpr std::array<std::string_view, 4> class_names = {"background", "LV", "MYO", "RV"};
inline constexpr std::size_t classes = class_names.size();
/// "0=background,1=LV,2=MYO,3=RV", the attribute `names` of every label.
std::string names_attribute();

/// One volume of one patient at one phase: /cases/<id> of a study file. Arrays are [z, y, x] on `grid`.
struct Case {
  std::string id;
  std::string patient;
  std::string phase;  ///< "ED", "ES" or ""
  std::string site;
  std::string vendor;
  std::string preprocessing;  ///< JSON of every option of `preprocess` that changed a value; "" where unknown
  Grid grid;
  std::optional<std::vector<float>> image;
  std::optional<std::vector<std::uint8_t>> label;       ///< the reference (expert) label
  std::optional<std::vector<std::uint8_t>> prediction;  ///< what a network or a stage in its place says
  std::optional<std::vector<float>> probability;        ///< [class, z, y, x], classes() of them
  std::optional<NativeGrid> native;
  std::string provenance = "[]";  ///< JSON array of steps

  /// The array by name for stages that need it; throws Error "/cases/<id>: has no image".
  const std::vector<float>& require_image() const;
  const std::vector<std::uint8_t>& require_label() const;
};

/// Throws Error unless `id` is [A-Za-z0-9][A-Za-z0-9._-]*.
void check_id(std::string_view id);

/// Throws Error unless sizes are above 0, the geometry is finite, spacing above 0 and direction orthonormal (1e-4).
void check(const Grid& grid);

/// Throws Error that names the array or attribute at fault unless sizes agree with the grid, the geometry is finite
/// and orthonormal (1e-4), image voxels are finite (the first bad index is given), labels lie within the classes,
/// probabilities within [0, 1] and the provenance is a JSON array.
void check(const Case& subject);

}  // namespace coopseg::study
