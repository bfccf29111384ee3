#include "image/n4.h"

#include <itkBSplineControlPointImageFilter.h>
#include <itkMultiThreaderBase.h>
#include <itkN4BiasFieldCorrectionImageFilter.h>
#include <itkOtsuThresholdImageFilter.h>
#include <itkShrinkImageFilter.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "image/itk_volume.h"

namespace coopseg::image {
namespace {

using Volume = itk::Image<float, 3>;
using Mask = itk::Image<std::uint8_t, 3>;
using N4 = itk::N4BiasFieldCorrectionImageFilter<Volume, Mask, Volume>;

constexpr unsigned int shrink_factor = 4;
constexpr unsigned int levels = 4;
constexpr unsigned int iterations = 50;
constexpr double convergence = 0.001;

/// ITK on one thread for as long as this lives: sums then have one order.
class OneThread {
 public:
  OneThread() { itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(1); }
  ~OneThread() { itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  itk::ThreadIdType before_ = itk::MultiThreaderBase::GetGlobalDefaultNumberOfThreads();
};

/// The axes need no direction here: the field follows the voxels.
Volume::Pointer as_itk(const std::vector<float>& voxels, const study::Grid& grid) {
  const Volume::Pointer volume = make_itk_volume<float, 3>(grid.size);
  volume->SetSpacing(grid.spacing.data());
  std::copy(voxels.begin(), voxels.end(), volume->GetBufferPointer());
  return volume;
}

Volume::Pointer shrink(const Volume* volume) {
  const auto filter = itk::ShrinkImageFilter<Volume, Volume>::New();
  filter->SetInput(volume);
  filter->SetShrinkFactor(0, shrink_factor);
  filter->SetShrinkFactor(1, shrink_factor);
  filter->Update();
  return filter->GetOutput();
}

Mask::Pointer foreground(const Volume* volume) {
  const auto filter = itk::OtsuThresholdImageFilter<Volume, Mask>::New();
  filter->SetInput(volume);
  filter->SetNumberOfHistogramBins(200);
  filter->SetInsideValue(0);
  filter->SetOutsideValue(1);
  filter->Update();
  return filter->GetOutput();
}

N4::Pointer fit(const Volume* volume) {
  const auto filter = N4::New();
  filter->SetInput(volume);
  filter->SetMaskImage(foreground(volume));
  filter->SetNumberOfFittingLevels(levels);
  N4::VariableSizeArrayType limits(levels);
  limits.Fill(iterations);
  filter->SetMaximumNumberOfIterations(limits);
  filter->SetConvergenceThreshold(convergence);
  filter->Update();
  return filter;
}

/// The fitted log field on the grid of `volume`.
N4::ScalarImageType::Pointer log_field(const N4& fitted, const Volume& volume) {
  const auto spline =
      itk::BSplineControlPointImageFilter<N4::BiasFieldControlPointLatticeType, N4::ScalarImageType>::New();
  spline->SetInput(fitted.GetLogBiasFieldControlPointLattice());
  spline->SetSplineOrder(fitted.GetSplineOrder());
  spline->SetSize(volume.GetLargestPossibleRegion().GetSize());
  spline->SetOrigin(volume.GetOrigin());
  spline->SetDirection(volume.GetDirection());
  spline->SetSpacing(volume.GetSpacing());
  spline->Update();
  return spline->GetOutput();
}

/// A spline needs an extent along every axis: a single slice is taken twice.
std::vector<float> correct_slice(const std::vector<float>& slice, const study::Grid& grid) {
  study::Grid twice = grid;
  twice.size[2] = 2;
  std::vector<float> volume = slice;
  volume.insert(volume.end(), slice.begin(), slice.end());
  volume = correct_bias(volume, twice);
  volume.resize(slice.size());
  return volume;
}

/// A field multiplies, so it needs an intensity scale from 0 on.
std::vector<float> correct_shifted(std::vector<float> volume, const study::Grid& grid, float shift) {
  for (float& value : volume) value += shift;
  volume = correct_bias(volume, grid);
  for (float& value : volume) value -= shift;
  return volume;
}

}  // namespace

std::vector<float> correct_bias(const std::vector<float>& volume, const study::Grid& grid) {
  const float lowest = *std::min_element(volume.begin(), volume.end());
  if (lowest < 0.0F) return correct_shifted(volume, grid, -lowest);
  if (std::all_of(volume.begin(), volume.end(), [&](float value) { return value == volume.front(); })) return volume;
  if (std::min(grid.size[0], grid.size[1]) < 2 * shrink_factor)
    throw core::Error("N4 needs at least 8 voxels along both in-plane axes");
  if (grid.size[2] == 1) return correct_slice(volume, grid);
  const OneThread guard;
  try {
    const Volume::Pointer input = as_itk(volume, grid);
    const N4::Pointer fitted = fit(shrink(input));
    const N4::ScalarImageType::Pointer field = log_field(*fitted, *input);
    std::vector<float> corrected(volume.size());
    for (std::size_t i = 0; i < volume.size(); ++i)
      corrected[i] = static_cast<float>(volume[i] / std::exp(static_cast<double>(field->GetBufferPointer()[i][0])));
    return corrected;
  } catch (const itk::ExceptionObject& problem) {
    throw core::Error(std::string("N4: ") + problem.GetDescription());
  }
}

}  // namespace coopseg::image
