#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "artifact/artifact.h"

namespace coopseg::artifact {

/// How a recipe shows a volume to an artifact, and what it does to the result.
struct Setting {
  std::array<std::size_t, 3> axes = {0, 1, 2};  ///< axis i of what the artifact sees is this axis of the volume
  bool identity_geometry = false;  ///< 1 mm voxels, TorchIO's identity affine (RAS), instead of the image's
  std::optional<std::array<std::size_t, 2>> window;  ///< x, y: crop or pad with 0 about the centre of each slice; the
                                                     ///< result is pasted into zeros of the original size
  bool slice_range_before = false;                   ///< minimum and maximum of each slice to 0 and 1, before
  bool slice_range_after = false;                    ///< and after

  bool operator==(const Setting&) const = default;
};

/// By the keys of a recipe:
///
///   axes      x,y,slice in any order
///   geometry  image or identity
///   before    none, or of crop-or-pad(X,Y) slice-min-max
///   after     none, or of slice-min-max paste-back; paste-back and crop-or-pad belong together
///
/// Throws core::Error with what was expected; keys that are not there mean x,y,slice, image, none, none.
Setting parse_setting(const std::map<std::string, std::string>& texts);
std::map<std::string, std::string> texts_of(const Setting& setting);

/// Corrupts an image, or moves a label with it (only where the artifact moves anatomy), as `apply` and `move_label`.
void apply_in(const Setting& setting, const Artifact& artifact, const Parameters& parameters, const study::Grid& grid,
              std::span<float> image);
void move_label_in(const Setting& setting, const Artifact& artifact, const Parameters& parameters,
                   const study::Grid& grid, std::span<std::uint8_t> label);

}  // namespace coopseg::artifact
