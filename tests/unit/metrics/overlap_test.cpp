#include "metrics/overlap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/error.h"

namespace coopseg::metrics {
namespace {

using Labels = std::vector<std::uint8_t>;

TEST(Overlap, CountsOneLabelAmongOthers) {
  const Counts counts = count(Labels{0, 1, 1, 2, 2, 2}, Labels{1, 1, 2, 2, 2, 0}, 2);
  EXPECT_EQ(counts.reference, 3U);
  EXPECT_EQ(counts.prediction, 3U);
  EXPECT_EQ(counts.both, 2U);
}

TEST(Overlap, QuotientsAndVolumes) {
  const Overlap overlap = metrics::overlap({.reference = 8, .prediction = 4, .both = 3}, 500.0);
  EXPECT_EQ(overlap.status, Status::ok);
  EXPECT_DOUBLE_EQ(overlap.dice, 0.5);
  EXPECT_DOUBLE_EQ(overlap.jaccard, 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(overlap.precision, 0.75);
  EXPECT_DOUBLE_EQ(overlap.recall, 0.375);
  EXPECT_DOUBLE_EQ(overlap.volume_ref_ml, 4.0);
  EXPECT_DOUBLE_EQ(overlap.volume_pred_ml, 2.0);
  EXPECT_DOUBLE_EQ(overlap.volume_diff_ml, -2.0);
  EXPECT_DOUBLE_EQ(overlap.rvd, -0.5);
}

TEST(Overlap, EmptyPredictionScoresZero) {
  const Overlap overlap = metrics::overlap({.reference = 8, .prediction = 0, .both = 0}, 1.0);
  EXPECT_EQ(to_text(overlap.status), "pred_empty");
  EXPECT_EQ(overlap.dice, 0.0);
  EXPECT_EQ(overlap.jaccard, 0.0);
  EXPECT_TRUE(std::isnan(overlap.precision));
  EXPECT_EQ(overlap.recall, 0.0);
  EXPECT_EQ(overlap.rvd, -1.0);
}

TEST(Overlap, EmptyReferenceScoresZero) {
  const Overlap overlap = metrics::overlap({.reference = 0, .prediction = 8, .both = 0}, 1.0);
  EXPECT_EQ(to_text(overlap.status), "ref_empty");
  EXPECT_EQ(overlap.dice, 0.0);
  EXPECT_EQ(overlap.jaccard, 0.0);
  EXPECT_EQ(overlap.precision, 0.0);
  EXPECT_TRUE(std::isnan(overlap.recall));
  EXPECT_TRUE(std::isnan(overlap.rvd));
}

TEST(Overlap, BothEmptyIsUndefinedNotPerfect) {
  const Overlap overlap = metrics::overlap({}, 1.0);
  EXPECT_EQ(to_text(overlap.status), "both_empty");
  for (const double value : {overlap.dice, overlap.jaccard, overlap.precision, overlap.recall, overlap.rvd})
    EXPECT_TRUE(std::isnan(value));
  EXPECT_EQ(overlap.volume_ref_ml, 0.0);
  EXPECT_EQ(overlap.volume_diff_ml, 0.0);
}

TEST(Overlap, SizesMustAgree) { EXPECT_THROW(count(Labels{0, 1}, Labels{0}, 1), core::Error); }

}  // namespace
}  // namespace coopseg::metrics
