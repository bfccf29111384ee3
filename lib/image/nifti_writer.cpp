#include "image/nifti_writer.h"

#include <itkImageFileWriter.h>
#include <itkNiftiImageIO.h>
#include <nifti1_io.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "core/error.h"
#include "core/temporary_file.h"
#include "image/affine.h"
#include "image/gzip.h"
#include "image/itk_volume.h"
#include "image/nifti_reader.h"
#include "image/qform.h"

namespace coopseg::image {
namespace {

template <class T, unsigned int Dimension>
void write_with_itk(const std::filesystem::path& path, const std::array<std::size_t, Dimension>& size,
                    std::span<const T> voxels) {
  const auto volume = make_itk_volume<T, Dimension>(size);
  std::copy(voxels.begin(), voxels.end(), volume->GetBufferPointer());
  const auto writer = itk::ImageFileWriter<itk::Image<T, Dimension>>::New();
  writer->SetImageIO(itk::NiftiImageIO::New());
  writer->SetFileName(path.string());
  writer->SetInput(volume);
  try {
    writer->Update();
  } catch (const itk::ExceptionObject& problem) {
    throw core::Error(std::string("ITK cannot write: ") + problem.GetDescription());
  }
}

/// A study from elsewhere may hold anything beside code 0, for instance zeros.
Qform qform_to_write(const study::NativeGrid& grid) {
  if (grid.qform_code > 0) return qform_of(grid.qform);
  try {
    return qform_of(grid.qform);
  } catch (const core::Error&) {
    Qform qform;
    for (std::size_t i = 0; i < 3; ++i) qform.pixdim[i + 1] = static_cast<float>(grid.grid.spacing[i]);
    return qform;
  }
}

void set_qform(const study::NativeGrid& grid, nifti_1_header& header) {
  const Qform qform = qform_to_write(grid);
  std::copy(qform.pixdim.begin(), qform.pixdim.end(), header.pixdim);
  header.qform_code = static_cast<short>(grid.qform_code);
  header.quatern_b = qform.quaternion[0];
  header.quatern_c = qform.quaternion[1];
  header.quatern_d = qform.quaternion[2];
  header.qoffset_x = qform.offset[0];
  header.qoffset_y = qform.offset[1];
  header.qoffset_z = qform.offset[2];
}

void set_sform(const study::NativeGrid& grid, nifti_1_header& header) {
  header.sform_code = static_cast<short>(grid.sform_code);
  for (std::size_t column = 0; column < 4; ++column) {
    header.srow_x[column] = static_cast<float>(grid.sform[column]);
    header.srow_y[column] = static_cast<float>(grid.sform[4 + column]);
    header.srow_z[column] = static_cast<float>(grid.sform[8 + column]);
  }
}

void patch(core::Bytes& file, const NiftiDescription& description) {
  nifti_1_header header;
  std::memcpy(&header, file.data(), sizeof(header));
  set_qform(description.grid, header);
  set_sform(description.grid, header);
  std::fill(header.pixdim + 4, header.pixdim + 8, 1.0F);
  header.xyzt_units = NIFTI_UNITS_MM;
  if (description.time) {
    header.pixdim[4] = description.time->spacing;
    header.xyzt_units = static_cast<char>(SPACE_TIME_TO_XYZT(NIFTI_UNITS_MM, description.time->units));
  }
  const std::string text = "coopseg " + description.tool + " " + description.version;
  std::fill(std::begin(header.descrip), std::end(header.descrip), '\0');
  std::copy_n(text.begin(), std::min(text.size(), sizeof(header.descrip) - 1), header.descrip);
  std::memcpy(file.data(), &header, sizeof(header));
}

}  // namespace

template <class T>
core::Bytes write_nifti(const std::string& path, const NiftiDescription& description, std::span<const T> voxels) {
  return core::in_context(path, [&] {
    if (!is_nifti_name(path)) throw core::Error("unknown extension, .nii or .nii.gz is expected");
    const auto& size = description.grid.grid.size;
    const std::size_t frames = description.time ? description.time->frames : 1;
    if (voxels.size() != frames * description.grid.grid.voxels())
      throw core::Error(std::to_string(voxels.size()) + " voxels for a grid of " +
                        std::to_string(frames * description.grid.grid.voxels()));
    const core::TemporaryFile copy(std::filesystem::temp_directory_path(), ".nii");
    if (description.time)
      write_with_itk<T, 4>(copy.path(), {size[0], size[1], size[2], frames}, voxels);
    else
      write_with_itk<T, 3>(copy.path(), size, voxels);
    core::Bytes file = core::read_input(copy.path().string()).bytes;
    patch(file, description);
    return path.back() == 'z' || path.back() == 'Z' ? gzip(file) : file;
  });
}

template core::Bytes write_nifti(const std::string&, const NiftiDescription&, std::span<const std::uint8_t>);
template core::Bytes write_nifti(const std::string&, const NiftiDescription&, std::span<const std::int16_t>);
template core::Bytes write_nifti(const std::string&, const NiftiDescription&, std::span<const float>);

study::NativeGrid output_grid(const study::Case& subject) {
  if (subject.native) return *subject.native;
  const Affine affine = affine_of(subject.grid);
  return {.grid = subject.grid, .qform_code = 1, .sform_code = 1, .qform = affine, .sform = affine};
}

}  // namespace coopseg::image
