#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace coopseg::image {

/// Number types of NIfTI-1 voxels that are read: the real ones.
enum class NiftiType : std::int16_t {
  uint8 = 2,
  int16 = 4,
  int32 = 8,
  float32 = 16,
  float64 = 64,
  int8 = 256,
  uint16 = 512,
  uint32 = 768,
  int64 = 1024,
  uint64 = 1280
};

std::size_t bytes_per_voxel(NiftiType type);

/// Fourth axis of a file with frames: pixdim[4] and the time bits of xyzt_units as they stand in the header.
struct TimeAxis {
  std::size_t frames = 1;
  float spacing = 1;
  int units = 8;  ///< 8 s, 16 ms, 24 us, 0 unknown

  bool operator==(const TimeAxis&) const = default;
};

/// What a NIfTI-1 header says, checked. Matrices stand here as they are in the file.
struct NiftiHeader {
  bool swapped = false;  ///< the file has the other byte order
  NiftiType type = NiftiType::uint8;
  std::array<std::size_t, 3> size{};  ///< x, y, z
  std::optional<TimeAxis> time;       ///< present where dim[0] is 4 or more
  std::array<float, 4> pixdim{};      ///< qfac (-1 or 1), then mm; the thickness of a 2-D file's slice, else 1
  std::size_t voxel_offset = 0;       ///< bytes
  double slope = 1;                   ///< voxel = slope * stored + intercept; 1 and 0 where the header says none
  double intercept = 0;
  int qform_code = 0;
  int sform_code = 0;
  std::array<float, 3> quaternion{};  ///< b, c, d
  std::array<float, 3> qoffset{};     ///< RAS mm
  std::array<float, 12> srow{};       ///< srow_x, srow_y, srow_z

  std::size_t frames() const { return time ? time->frames : 1; }
  std::size_t frame_voxels() const { return size[0] * size[1] * size[2]; }
};

/// Reads and checks the header of a whole, uncompressed NIfTI-1 file. `file` is everything it holds. Throws Error for a
/// header that is not complete, is NIfTI-2 or belongs to an .hdr/.img pair, has dimensions that are out of range or
/// ask for more voxels than the file holds, an unknown or complex datatype, a pixdim that is not finite and above 0,
/// units other than mm, or scaling that is not finite.
NiftiHeader read_nifti_header(std::span<const std::byte> file);

}  // namespace coopseg::image
