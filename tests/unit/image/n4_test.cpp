#include "image/n4.h"

#include <gtest/gtest.h>
#include <itkMultiThreaderBase.h>

#include <cmath>

#include "core/error.h"

namespace coopseg::image {
namespace {

study::Grid make_grid(std::size_t slices) {
  return {.size = {64, 48, slices},
          .spacing = {1.4, 1.4, 8},
          .origin = {0, 0, 0},
          .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
}

/// Two tissues and air under a field exp(0.8 x / width).
std::vector<float> biased_volume(const study::Grid& grid) {
  std::vector<float> volume(grid.voxels());
  for (std::size_t i = 0; i < volume.size(); ++i) {
    const double x = static_cast<double>(i % 64);
    const double y = static_cast<double>(i / 64 % 48);
    const double radius = std::hypot(x - 32, y - 24);
    const double tissue = radius < 8 ? 400 : radius < 22 ? 200 : 4;
    volume[i] = static_cast<float>(tissue * std::exp(0.8 * x / 64) + 0.5 * static_cast<double>(i * 7919 % 13));
  }
  return volume;
}

/// Standard deviation over mean of the outer tissue.
double spread(const std::vector<float>& volume) {
  double sum = 0;
  double squares = 0;
  double count = 0;
  for (std::size_t i = 0; i < volume.size(); ++i) {
    const double radius = std::hypot(static_cast<double>(i % 64) - 32, static_cast<double>(i / 64 % 48) - 24);
    if (radius < 9 || radius > 21) continue;
    sum += volume[i];
    squares += static_cast<double>(volume[i]) * volume[i];
    count += 1;
  }
  return std::sqrt(squares / count - sum / count * sum / count) / (sum / count);
}

TEST(N4, TakesMostOfAKnownFieldAway) {
  for (const std::size_t slices : {1, 5}) {
    const std::vector<float> biased = biased_volume(make_grid(slices));
    EXPECT_LT(spread(correct_bias(biased, make_grid(slices))), 0.25 * spread(biased)) << slices;
  }
}

TEST(N4, IsTheSameWhateverTheThreads) {
  const std::vector<float> biased = biased_volume(make_grid(3));
  const auto with_threads = [&](itk::ThreadIdType threads) {
    itk::MultiThreaderBase::SetGlobalDefaultNumberOfThreads(threads);
    const std::vector<float> corrected = correct_bias(biased, make_grid(3));
    EXPECT_EQ(itk::MultiThreaderBase::GetGlobalDefaultNumberOfThreads(), threads);
    return corrected;
  };
  EXPECT_EQ(with_threads(1), with_threads(4));
}

TEST(N4, RefusesSlicesThatAreTooSmall) {
  study::Grid grid = make_grid(2);
  grid.size = {7, 64, 2};
  std::vector<float> volume(grid.voxels());
  volume[3] = 1;
  EXPECT_THROW(correct_bias(volume, grid), core::Error);
}

TEST(N4, LeavesAConstantVolumeAlone) {
  const std::vector<float> constant(make_grid(2).voxels(), 3.0F);
  EXPECT_EQ(correct_bias(constant, make_grid(2)), constant);
}

}  // namespace
}  // namespace coopseg::image
