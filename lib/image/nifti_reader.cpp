#include "image/nifti_reader.h"

#include <nifti1_io.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>

#include "core/digest.h"
#include "core/error.h"
#include "image/gzip.h"
#include "image/nifti_geometry.h"

namespace coopseg::image {
namespace {

/// The stored numbers, in this machine's byte order, as intensities.
template <class Stored>
std::vector<float> scaled(std::span<const std::byte> stored, const NiftiHeader& header) {
  std::vector<float> voxels(stored.size() / sizeof(Stored));
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    Stored number;
    std::memcpy(&number, stored.data() + i * sizeof(number), sizeof(number));
    voxels[i] = static_cast<float>(header.slope * static_cast<double>(number) + header.intercept);
  }
  return voxels;
}

std::vector<float> intensities(std::span<const std::byte> stored, const NiftiHeader& header) {
  switch (header.type) {
    case NiftiType::uint8:
      return scaled<std::uint8_t>(stored, header);
    case NiftiType::int16:
      return scaled<std::int16_t>(stored, header);
    case NiftiType::int32:
      return scaled<std::int32_t>(stored, header);
    case NiftiType::float32:
      return scaled<float>(stored, header);
    case NiftiType::float64:
      return scaled<double>(stored, header);
    case NiftiType::int8:
      return scaled<std::int8_t>(stored, header);
    case NiftiType::uint16:
      return scaled<std::uint16_t>(stored, header);
    case NiftiType::uint32:
      return scaled<std::uint32_t>(stored, header);
    case NiftiType::int64:
      return scaled<std::int64_t>(stored, header);
    case NiftiType::uint64:
      return scaled<std::uint64_t>(stored, header);
  }
  return {};
}

}  // namespace

NiftiReader::NiftiReader(core::Input input, const core::Log& log)
    : name_(std::move(input.name)), log_(log.tool() + ": " + name_, log.level()), digest_(core::digest(input.bytes)) {
  core::in_context(name_, [&] {
    file_ = is_gzip(input.bytes) ? gunzip(input.bytes) : std::move(input.bytes);
    header_ = read_nifti_header(file_);
    native_ = native_grid(header_, log_);
  });
}

void NiftiReader::warn_once(const std::string& message) const {
  if (warned_.insert(message).second) log_.warn(message);
}

std::size_t NiftiReader::choose_frame(std::optional<std::size_t> asked) const {
  const std::string there = std::to_string(frames()) + (frames() == 1 ? " frame" : " frames");
  const std::string choice = "--frame takes 0 to " + std::to_string(frames() - 1);
  if (!asked && frames() > 1) throw core::Error(name_ + ": has " + there + ": " + choice);
  if (asked && *asked >= frames())
    throw core::Error(name_ + ": has " + there + ", no frame " + std::to_string(*asked) + ": " + choice);
  return asked.value_or(0);
}

std::vector<float> NiftiReader::read_frame(std::size_t frame) const {
  return core::in_context(time() ? name_ + ": frame " + std::to_string(frame) : name_, [&] {
    const std::size_t width = bytes_per_voxel(header_.type);
    const std::size_t count = header_.frame_voxels() * width;
    std::span<const std::byte> stored = std::span(file_).subspan(header_.voxel_offset + frame * count, count);
    core::Bytes swapped;
    if (header_.swapped && width > 1) {
      swapped.assign(stored.begin(), stored.end());
      nifti_swap_Nbytes(header_.frame_voxels(), static_cast<int>(width), swapped.data());
      stored = swapped;
    }
    std::vector<float> voxels = intensities(stored, header_);
    const auto bad = std::ranges::find_if_not(voxels, [](float value) { return std::isfinite(value); });
    if (bad != voxels.end())
      throw core::Error(study::voxel_text(static_cast<std::size_t>(bad - voxels.begin()), native_.grid) +
                        " is not finite, finite intensities are expected");
    return voxels;
  });
}

}  // namespace coopseg::image
