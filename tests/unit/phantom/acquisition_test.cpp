#include "phantom/acquisition.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace coopseg::phantom {
namespace {

struct Scan {
  Subject subject;
  Stack stack;
  Volume volume;
};

Scan scan(const Site& site, std::uint64_t number, Phase phase, int matrix, double spacing, int threads = 2) {
  Subject subject = draw_subject(5, site.name, number);
  core::RandomStream random(5, site.name, number, "stack");
  const Stack stack = draw_stack(random, subject, site, matrix, spacing);
  Volume volume = acquire(subject, phase, site, stack, 5, number, threads);
  return {std::move(subject), stack, std::move(volume)};
}

/// Voxels of a label, and those of them or of their 6 neighbours outside that touch its border: one layer.
struct Count {
  double voxels = 0;
  double layer = 0;
};

Count count(const Volume& volume, const study::Grid& grid, std::uint8_t label) {
  const auto [nx, ny, nz] = grid.size;
  const auto is = [&](std::size_t x, std::size_t y, std::size_t z) {
    return x < nx && y < ny && z < nz && volume.label[(z * ny + y) * nx + x] == label;
  };
  Count count;
  for (std::size_t z = 0; z < nz; ++z)
    for (std::size_t y = 0; y < ny; ++y)
      for (std::size_t x = 0; x < nx; ++x) {
        if (!is(x, y, z)) continue;
        ++count.voxels;
        const bool inside = is(x - 1, y, z) && is(x + 1, y, z) && is(x, y - 1, z) && is(x, y + 1, z) &&
                            is(x, y, z - 1) && is(x, y, z + 1);
        if (!inside) ++count.layer;
      }
  return count;
}

TEST(Acquisition, VoxelCountsAreTheAnalyticVolumesWithinOneLayer) {
  for (const Site& site : sites())
    for (const Phase phase : {Phase::ed, Phase::es}) {
      const Scan made = scan(site, 1, phase, 96, 2.5);
      const Volumes truth = made.subject.heart_at(phase).volumes();
      const study::Grid& grid = made.stack.grid;
      const double voxel_ml = grid.spacing[0] * grid.spacing[1] * grid.spacing[2] / 1000.0;
      const std::array<double, 4> expected = {0, truth.lv, truth.myo, truth.rv};
      for (std::uint8_t label = 1; label < 4; ++label) {
        const Count found = count(made.volume, grid, label);
        EXPECT_NEAR(found.voxels * voxel_ml, expected[label], found.layer * voxel_ml) << site.name << int{label};
        // The layer is wide on a coarse grid; the middle of a slice also stands for the whole of it to within a half.
        EXPECT_NEAR(found.voxels * voxel_ml, expected[label], 0.15 * expected[label]) << site.name << int{label};
      }
    }
}

TEST(Acquisition, ThreadsDoNotChangeAVoxel) {
  const Scan one = scan(sites()[3], 2, Phase::es, 48, 5.0, 1);
  const Scan three = scan(sites()[3], 2, Phase::es, 48, 5.0, 3);
  EXPECT_EQ(one.volume.image, three.volume.image);
  EXPECT_EQ(one.volume.label, three.volume.label);
}

TEST(Acquisition, BloodIsBrighterThanTheWallAndTheAirHoldsRicianNoise) {
  for (const Site& site : sites()) {
    const Scan made = scan(site, 1, Phase::ed, 96, 4.5);
    std::array<double, 4> sum{};
    std::array<double, 4> voxels{};
    for (std::size_t i = 0; i < made.volume.label.size(); ++i) {
      sum.at(made.volume.label[i]) += made.volume.image[i];
      ++voxels.at(made.volume.label[i]);
    }
    EXPECT_GT(sum[1] / voxels[1], 1.2 * sum[2] / voxels[2]) << site.name;
    EXPECT_GT(sum[3] / voxels[3], 1.2 * sum[2] / voxels[2]) << site.name;
    double air = 0.0;
    for (std::size_t z = 0; z < made.stack.grid.size[2]; ++z)
      for (std::size_t i = 0; i < 100; ++i)  // a corner of each slice
        air += made.volume.image[(z * 96 + i / 10) * 96 + i % 10];
    air /= 100.0 * static_cast<double>(made.stack.grid.size[2]);
    EXPECT_NEAR(air, site.gain * site.noise * std::sqrt(std::acos(-1.0) / 2.0), 0.05 * site.gain * site.noise)
        << site.name;
  }
}

}  // namespace
}  // namespace coopseg::phantom
