#include "artifact/rigid_resample.h"

#include <itkBSplineInterpolateImageFunction.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkMatrixOffsetTransformBase.h>
#include <itkNearestNeighborInterpolateImageFunction.h>
#include <itkResampleImageFilter.h>

#include <algorithm>

#include "image/itk_volume.h"

namespace coopseg::artifact {
namespace {

using Volume = itk::Image<float, 3>;
using Transform = itk::MatrixOffsetTransformBase<double, 3, 3>;

Volume::Pointer volume_of(std::span<const float> image, const study::Grid& grid) {
  const auto volume = image::make_itk_volume<float, 3>(grid.size);
  volume->SetSpacing(grid.spacing.data());
  volume->SetOrigin(grid.origin.data());
  Volume::DirectionType direction;
  std::copy(grid.direction.begin(), grid.direction.end(), direction.GetVnlMatrix().begin());
  volume->SetDirection(direction);
  std::copy(image.begin(), image.end(), volume->GetBufferPointer());
  return volume;
}

Transform::Pointer itk_transform(const RigidTransform& rigid) {
  Transform::MatrixType matrix;
  std::copy(rigid.matrix.begin(), rigid.matrix.end(), matrix.GetVnlMatrix().begin());
  Transform::OutputVectorType offset;
  std::copy(rigid.offset.begin(), rigid.offset.end(), offset.Begin());
  const auto transform = Transform::New();
  transform->SetMatrix(matrix);
  transform->SetOffset(offset);
  return transform;
}

itk::InterpolateImageFunction<Volume>::Pointer interpolator(std::string_view name) {
  if (name == "nearest") return itk::NearestNeighborInterpolateImageFunction<Volume>::New().GetPointer();
  if (name == "bspline") return itk::BSplineInterpolateImageFunction<Volume>::New().GetPointer();
  return itk::LinearInterpolateImageFunction<Volume>::New().GetPointer();
}

}  // namespace

std::vector<float> rigid_resample(std::span<const float> image, const study::Grid& grid,
                                  const RigidTransform& transform, std::string_view interpolation) {
  const Volume::Pointer volume = volume_of(image, grid);
  const auto filter = itk::ResampleImageFilter<Volume, Volume>::New();
  filter->SetInput(volume);
  filter->SetTransform(itk_transform(transform));
  filter->SetInterpolator(interpolator(interpolation));
  filter->SetOutputParametersFromImage(volume);
  filter->SetDefaultPixelValue(*std::ranges::min_element(image));
  filter->Update();
  const float* const moved = filter->GetOutput()->GetBufferPointer();
  return {moved, moved + image.size()};
}

}  // namespace coopseg::artifact
