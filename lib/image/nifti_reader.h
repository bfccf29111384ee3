#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/files.h"
#include "core/log.h"
#include "image/nifti_header.h"
#include "study/grid.h"

namespace coopseg::image {

/// A NIfTI-1 file (.nii, .nii.gz), checked. Every Error names the file.
class NiftiReader {
 public:
  /// `input` is a whole file as core::read_input gives it, compressed or not (its bytes tell). A repair of the axes is
  /// logged.
  NiftiReader(core::Input input, const core::Log& log);

  const std::string& name() const { return name_; }
  /// "sha256:..." of the file as it lies on disk.
  const std::string& digest() const { return digest_; }
  /// Grid of one frame, and what the header said about it.
  const study::NativeGrid& native() const { return native_; }
  std::size_t frames() const { return header_.frames(); }
  /// Present where the file is 4-D, even with one frame; hand it to NiftiWriter's description for a 4-D result.
  const std::optional<TimeAxis>& time() const { return header_.time; }

  /// The frame to take of the one that --frame names. Without a name the file must have one frame only; otherwise the
  /// Error says how many there are.
  std::size_t choose_frame(std::optional<std::size_t> asked) const;

  /// Voxels [z, y, x] of a frame (counted from 0), scaled by scl_slope and scl_inter as nibabel's get_fdata, then
  /// float32. Throws Error with the index of the first voxel that is NaN or infinite.
  std::vector<float> read_frame(std::size_t frame) const;

  /// Warns about this file; the same message once only, however many frames it holds for.
  void warn_once(const std::string& message) const;

 private:
  std::string name_;
  core::Log log_;  ///< names tool and file
  mutable std::set<std::string> warned_;
  std::string digest_;
  core::Bytes file_;
  NiftiHeader header_;
  study::NativeGrid native_;
};

}  // namespace coopseg::image
