#include "image/itk_file.h"

#include <itkGiplImageIO.h>
#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "core/error.h"
#include "core/isolated_process.h"
#include "image/affine.h"
#include "image/itk_header.h"
#include "image/nifti_writer.h"

namespace coopseg::image {
namespace {

using itk::IOComponentEnum;

itk::ImageIOBase::Pointer reader_of(ItkType type) {
  switch (type) {
    case ItkType::meta:
      return itk::MetaImageIO::New().GetPointer();
    case ItkType::nrrd:
      return itk::NrrdImageIO::New().GetPointer();
    case ItkType::gipl:
      return itk::GiplImageIO::New().GetPointer();
    case ItkType::analyze:
      break;
  }
  const auto nifti = itk::NiftiImageIO::New();
  nifti->SetLegacyAnalyze75Mode(itk::NiftiImageIOEnums::Analyze75Flavor::AnalyzeITK4);
  return nifti.GetPointer();
}

template <class Stored>
std::vector<float> as_float(const core::Bytes& bytes) {
  std::vector<Stored> stored(bytes.size() / sizeof(Stored));
  std::memcpy(stored.data(), bytes.data(), stored.size() * sizeof(Stored));
  return {stored.begin(), stored.end()};
}

std::vector<float> intensities(const core::Bytes& bytes, IOComponentEnum type) {
  switch (type) {
    case IOComponentEnum::UCHAR:
      return as_float<unsigned char>(bytes);
    case IOComponentEnum::CHAR:
      return as_float<signed char>(bytes);
    case IOComponentEnum::USHORT:
      return as_float<unsigned short>(bytes);
    case IOComponentEnum::SHORT:
      return as_float<short>(bytes);
    case IOComponentEnum::UINT:
      return as_float<unsigned int>(bytes);
    case IOComponentEnum::INT:
      return as_float<int>(bytes);
    case IOComponentEnum::ULONG:
      return as_float<unsigned long>(bytes);
    case IOComponentEnum::LONG:
      return as_float<long>(bytes);
    case IOComponentEnum::ULONGLONG:
      return as_float<unsigned long long>(bytes);
    case IOComponentEnum::LONGLONG:
      return as_float<long long>(bytes);
    case IOComponentEnum::FLOAT:
      return as_float<float>(bytes);
    case IOComponentEnum::DOUBLE:
      return as_float<double>(bytes);
    default:
      throw core::Error("its voxels are of an unknown type, numbers are expected");
  }
}

void check(const itk::ImageIOBase& io) {
  const unsigned axes = io.GetNumberOfDimensions();
  if (axes < 2 || axes > 4) throw core::Error(std::to_string(axes) + " axes found, 2 to 4 are expected");
  if (io.GetNumberOfComponents() != 1)
    throw core::Error(std::to_string(io.GetNumberOfComponents()) + " numbers a voxel found, one is expected");
  for (unsigned axis = 0; axis < axes; ++axis)
    if (io.GetDimensions(axis) < 1 || io.GetDimensions(axis) > 32767)
      throw core::Error("a size of " + std::to_string(io.GetDimensions(axis)) + " along axis " + std::to_string(axis) +
                        " found, 1 to 32767 is expected");
}

study::Grid grid_of(const itk::ImageIOBase& io) {
  study::Grid grid{.size = {1, 1, 1}, .spacing = {1, 1, 1}, .origin = {}, .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  const unsigned axes = std::min(io.GetNumberOfDimensions(), 3U);
  for (unsigned axis = 0; axis < axes; ++axis) {
    grid.size[axis] = io.GetDimensions(axis);
    grid.spacing[axis] = io.GetSpacing(axis);
    grid.origin[axis] = io.GetOrigin(axis);
    const std::vector<double> direction = io.GetDirection(axis);
    for (unsigned row = 0; row < axes; ++row) grid.direction[3 * row + axis] = direction[row];
  }
  return grid;
}

NiftiDescription describe(const itk::ImageIOBase& io) {
  NiftiDescription description;
  const Affine affine = affine_of(grid_of(io));
  description.grid = {.grid = grid_of(io), .qform_code = 0, .sform_code = 1, .qform = affine, .sform = affine};
  if (io.GetNumberOfDimensions() == 4)
    description.time = TimeAxis{io.GetDimensions(3), static_cast<float>(io.GetSpacing(3)), 0};
  description.tool = io.GetNameOfClass();
  return description;
}

itk::ImageIOBase::Pointer opened(const std::string& path, ItkType type) {
  const auto io = reader_of(type);
  io->SetFileName(path);
  io->ReadImageInformation();
  check(*io);
  itk::ImageIORegion region(io->GetNumberOfDimensions());
  for (unsigned axis = 0; axis < io->GetNumberOfDimensions(); ++axis) region.SetSize(axis, io->GetDimensions(axis));
  io->SetIORegion(region);
  return io;
}

/// The voxels as they are stored; what the reader does not fill stays `unread`.
core::Bytes read_voxels(itk::ImageIOBase& io, std::byte unread) {
  const auto bytes = static_cast<std::uintmax_t>(io.GetImageSizeInBytes());
  try {
    core::Bytes stored(bytes, unread);
    io.Read(stored.data());
    return stored;
  } catch (const std::length_error&) {
    throw core::Error(std::to_string(bytes) + " bytes of voxels found, more than there is memory for");
  }
}

/// ITK's readers say nothing where a file ends before its voxels do: what two readings leave as it was is missing.
void check_complete(const core::Bytes& once, const core::Bytes& twice) {
  const auto missing = std::ranges::mismatch(once, twice).in1;
  if (missing != once.end())
    throw core::Error("truncated or damaged: of " + std::to_string(once.size()) + " bytes of voxels those from " +
                      std::to_string(missing - once.begin()) + " on are missing");
}

core::Bytes read_as_nifti(const std::string& path, ItkType type) {
  check_itk_header(path, type);
  try {
    const auto io = opened(path, type);
    if (type == ItkType::meta) check_packed_voxels(path, static_cast<std::size_t>(io->GetImageSizeInBytes()));
    const core::Bytes stored = read_voxels(*io, std::byte{0});
    check_complete(stored, read_voxels(*opened(path, type), std::byte{0xFF}));
    return write_nifti<float>("volume.nii", describe(*io), intensities(stored, io->GetComponentType()));
  } catch (const itk::ExceptionObject&) {
    throw core::Error("truncated or damaged: ITK's " + std::string(reader_of(type)->GetNameOfClass()) +
                      " cannot read it");
  }
}

/// Of the file and of what else its folder shows: the voxels may lie in other files there, under any name.
std::uintmax_t bytes_of_folder(const std::string& path) {
  std::error_code ignored;  // the folder may not be listed, and files may go
  std::uintmax_t bytes = 0;
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  for (std::filesystem::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    const std::uintmax_t size = entry->file_size(ignored);
    if (!ignored) bytes += size;
  }
  return std::max(bytes, std::filesystem::file_size(path));
}

/// What voxels in another folder, which are not packed, take as read and as float32, in copies. A header may name
/// anything, so that not all is believed.
std::size_t memory_of_voxels_elsewhere(const std::string& path, ItkType type) {
  return 16 * std::min(voxel_bytes_elsewhere(path, type), std::uintmax_t{4} << 30U);
}

}  // namespace

core::Bytes itk_file_as_nifti(const std::string& path, ItkType type) {
  if (!std::filesystem::is_regular_file(path)) core::read_input(path);  // says what is there instead
  core::ReadingLimits limits = core::reading_limits(bytes_of_folder(path));
  limits.memory += memory_of_voxels_elsewhere(path, type);
  return core::in_context(path, [&] {
    try {
      core::IsolatedProcess process(
          [&](core::Channel& channel) {
            core::limit_computing(limits.time);
            channel.answer([&] { return read_as_nifti(path, type); });
          },
          limits.memory);
      return process.channel().take_answer<core::Bytes>();
    } catch (const core::LostError&) {
      throw core::Error("truncated or damaged");
    }
  });
}

}  // namespace coopseg::image
