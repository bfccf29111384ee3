#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "artifact/parameters.h"
#include "core/random.h"
#include "study/grid.h"

namespace coopseg::artifact {

inline constexpr int min_severity = 1;
inline constexpr int max_severity = 5;

/// A number per severity.
using Levels = std::array<double, max_severity>;
inline double at(const Levels& levels, int severity) { return levels.at(static_cast<std::size_t>(severity) - 1); }

/// A seed to be drawn and kept as a parameter, for artifacts that need random numbers per slice or voxel: any whole
/// number from 0 to max_seed.
inline constexpr double max_seed = 4294967295.0;
double draw_seed(core::RandomStream& random);
ParameterInfo seed_info();

/// One kind of image corruption. Drawing parameters and applying them are two functions: the same parameters give the
/// same image, wherever they come from.
struct Artifact {
  std::string name;     ///< "bias-field"
  std::string summary;  ///< for the help
  std::vector<ParameterInfo> parameters;

  /// Draws parameters. The same stream gives the same random numbers at every severity, which scales their effect.
  Parameters (*draw)(core::RandomStream& random, int severity);
  /// True where `apply` changes no voxel of any image. Throws core::Error where parameters contradict each other.
  bool (*is_identity)(const Parameters& parameters);
  /// Corrupts `image`, voxels of `grid` in its order, neither clipped nor rounded.
  void (*apply)(const Parameters& parameters, const study::Grid& grid, std::span<float> image);
  /// Where the anatomy moves: does to a label map what `apply` does to the image. Null where labels stay.
  void (*move_label)(const Parameters& parameters, const study::Grid& grid, std::span<std::uint8_t> label) = nullptr;
};

/// Draws for one case, keyed by seed, copy (0 where there are no copies), case id and artifact.
Parameters draw(const Artifact& artifact, int severity, std::uint64_t seed, int copy, std::string_view case_id);

/// Applies; changes no bit where the parameters are an identity. Throws core::Error that gives the first voxel whose
/// value float32 cannot hold.
void apply(const Artifact& artifact, const Parameters& parameters, const study::Grid& grid, std::span<float> image);

}  // namespace coopseg::artifact
