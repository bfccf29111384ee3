#include "segmentation/accepted_changes.h"

#include <gtest/gtest.h>

namespace coopseg::segmentation {
namespace {

constexpr std::size_t width = 12;
constexpr std::size_t voxels = width * width;

/// One slice, background before, with changes to class 1 of the given probability.
class KeepAccepted : public ::testing::Test {
 protected:
  KeepAccepted() {
    subject_.grid = {{width, width, 1}, {1, 1, 10}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
    before_.labels.assign(voxels, 0);
    before_.probability.assign(study::classes * voxels, 0.0F);
    std::fill_n(before_.probability.begin(), voxels, 1.0F);
    subject_.prediction = before_.labels;
    subject_.probability = before_.probability;
  }

  void change(std::size_t left, std::size_t top, std::size_t wide, std::size_t high, float probability) {
    for (std::size_t y = top; y < top + high; ++y)
      for (std::size_t x = left; x < left + wide; ++x) {
        (*subject_.prediction)[width * y + x] = 1;
        (*subject_.probability)[width * y + x] = 1 - probability;
        (*subject_.probability)[voxels + width * y + x] = probability;
      }
  }

  std::ptrdiff_t kept(double accept) {
    keep_accepted(accept, before_, subject_);
    return std::count(subject_.prediction->begin(), subject_.prediction->end(), 1);
  }

  Before before_;
  study::Case subject_;
};

TEST_F(KeepAccepted, ASureBlockStays) {
  change(2, 2, 4, 3, 0.95F);
  EXPECT_EQ(kept(0.9), 12);
  EXPECT_EQ((*subject_.probability)[voxels + width * 2 + 2], 0.95F);
}

TEST_F(KeepAccepted, ADoubtfulBlockIsTakenBackWithItsProbability) {
  change(2, 2, 4, 3, 0.85F);
  EXPECT_EQ(kept(0.9), 0);
  EXPECT_EQ(*subject_.probability, before_.probability);
}

TEST_F(KeepAccepted, AThinChangeIsTakenBackHoweverLongAndSure) {
  change(1, 1, 10, 2, 1.0F);  // two pixels high: no cross of radius 1 fits
  EXPECT_EQ(kept(0.9), 0);
}

TEST_F(KeepAccepted, WhatIsConnectedToASurvivorStaysWhole) {
  change(1, 1, 3, 3, 1.0F);
  change(4, 2, 5, 1, 1.0F);  // a tail of the block
  change(1, 8, 6, 1, 1.0F);  // a line by itself
  EXPECT_EQ(kept(0.9), 9 + 5);
}

TEST_F(KeepAccepted, CornersDoNotConnect) {
  change(1, 1, 3, 3, 1.0F);
  change(4, 4, 1, 1, 1.0F);
  EXPECT_EQ(kept(0.9), 9);
}

TEST(KeepUnchanged, TheNativeLabelChangesOnlyWhereTheGridOfTheModelDid) {
  study::Case subject;
  subject.grid = {{4, 4, 1}, {2, 2, 10}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  subject.native = study::NativeGrid{};
  subject.native->grid = {{8, 8, 1}, {1, 1, 10}, {-0.5, -0.5, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  const std::vector<std::uint8_t> before(16, 0);
  subject.prediction = before;
  (*subject.prediction)[5] = 2;  // x 1, y 1: native 2 and 3
  const std::vector<std::uint8_t> original(64, 1);
  const std::vector<std::uint8_t> after = keep_unchanged(before, subject, original, std::vector<std::uint8_t>(64, 2));
  for (std::size_t y = 0; y < 8; ++y)
    for (std::size_t x = 0; x < 8; ++x)
      EXPECT_EQ(after[8 * y + x], (x == 2 || x == 3) && (y == 2 || y == 3) ? 2 : 1) << x << " " << y;
}

}  // namespace
}  // namespace coopseg::segmentation
