#pragma once

#include <itkImage.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace coopseg::image {

/// An ITK image of the given size (x first) with unit spacing, its voxels not yet set.
template <class T, unsigned int Dimension>
typename itk::Image<T, Dimension>::Pointer make_itk_volume(const std::array<std::size_t, Dimension>& size) {
  typename itk::Image<T, Dimension>::SizeType itk_size;
  std::copy(size.begin(), size.end(), itk_size.begin());
  const auto volume = itk::Image<T, Dimension>::New();
  volume->SetRegions(itk_size);
  volume->Allocate();
  return volume;
}

}  // namespace coopseg::image
