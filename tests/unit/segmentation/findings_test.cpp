#include "segmentation/findings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "../support/message_of.h"

namespace coopseg::segmentation {
namespace {

using Labels = std::vector<std::uint8_t>;

/// Voxels of 1 mL.
const study::Grid grid = {{10, 10, 3}, {10, 10, 10}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};

/// A third of the volumes (mL) in each slice.
Labels heart(int lv, int myo, int rv) {
  Labels labels;
  for (int slice = 0; slice < 3; ++slice) {
    Labels pixels(100, 0);
    std::fill_n(pixels.begin(), lv / 3, std::uint8_t{1});
    std::fill_n(pixels.begin() + 30, myo / 3, std::uint8_t{2});
    std::fill_n(pixels.begin() + 70, rv / 3, std::uint8_t{3});
    labels.insert(labels.end(), pixels.begin(), pixels.end());
  }
  return labels;
}

std::vector<std::string> found(const std::vector<Labels>& frames) {
  Findings findings;
  const evaluation::LabelSeries series{"a", "", grid, frames, std::nullopt};
  check_labels(series, evaluation::curve_of(series), findings);
  return findings.names();
}

using Names = std::vector<std::string>;

TEST(Findings, AHeartHasNone) {
  EXPECT_EQ(found({heart(60, 60, 60)}), Names());
  EXPECT_EQ(found({heart(60, 60, 60), heart(24, 69, 30)}), Names());
}

TEST(Findings, EmptyMissingAndGap) {
  EXPECT_EQ(found({heart(0, 0, 0)}), Names{"empty"});
  EXPECT_EQ(found({heart(60, 60, 0)}), Names{"missing"});
  Labels gap = heart(60, 60, 60);
  std::replace(gap.begin() + 100, gap.begin() + 200, std::uint8_t{3}, std::uint8_t{0});
  EXPECT_EQ(found({gap}), Names{"gap"});
}

TEST(Findings, VolumesThatNoHeartHas) {
  EXPECT_EQ(found({heart(6, 60, 60)}), Names());
  EXPECT_EQ(found({heart(3, 60, 60)}), Names{"volume"});
  EXPECT_EQ(found({heart(60, 18, 60)}), Names{"volume"});
}

TEST(Findings, CurvesThatNoHeartHas) {
  EXPECT_EQ(found({heart(90, 60, 60), heart(9, 60, 60)}), Names()) << "90 %";
  EXPECT_EQ(found({heart(90, 60, 60), heart(6, 60, 60)}), Names{"ef"}) << "LV 93 %";
  EXPECT_EQ(found({heart(60, 60, 60), heart(30, 60, 63)}), Names{"ef"}) << "RV -5 %";
  EXPECT_EQ(found({heart(60, 60, 60), heart(30, 72, 60)}), Names()) << "20 %";
  EXPECT_EQ(found({heart(60, 60, 60), heart(45, 45, 60), heart(30, 60, 60)}), Names{"mass"}) << "25 % between";
}

TEST(Findings, AreOfFramesLabelsOrAll) {
  Findings findings;
  findings.add(Finding::gap, 1, 2, "");
  findings.add(Finding::uncertain, 0, 0, "");
  EXPECT_TRUE(findings.has(Finding::gap, 1, 2));
  EXPECT_FALSE(findings.has(Finding::gap, 0, 2));
  EXPECT_FALSE(findings.has(Finding::gap, 1, 3));
  EXPECT_TRUE(findings.has(Finding::uncertain, 0, 3));
  EXPECT_FALSE(findings.has(Finding::uncertain, 1, 3));
}

TEST(Findings, OneLineForEachFindingAndLabel) {
  Findings findings;
  findings.add(Finding::gap, 3, 1, "LV 3");
  findings.add(Finding::gap, 4, 1, "LV 4");
  findings.add(Finding::gap, 4, 2, "MYO 4");
  findings.add(Finding::mass, std::nullopt, 2, "mass");
  for (std::size_t frame = 0; frame < 30; ++frame) findings.add(Finding::edge, frame, 0, "edge");
  testing::internal::CaptureStderr();
  findings.warn("a", 30, {"predict", core::Log::Level::normal});
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "predict: warning: case a: LV 3 (2 of 30 frames, the first of them 3)\n"
            "predict: warning: case a: MYO 4 (frame 4)\n"
            "predict: warning: case a: mass\n"
            "predict: warning: case a: edge (all 30 frames)\n");
}

TEST(Findings, NamesOfFailOn) {
  EXPECT_EQ(parse_findings("ef,edge"), (std::set{Finding::edge, Finding::ef}));
  for (const std::string_view name : finding_names) EXPECT_EQ(parse_findings(name).size(), 1U);
  EXPECT_EQ(message_of([] { parse_findings("edge,holes"); }),
            "'holes' found, some of empty, missing, edge, gap, volume, ef, mass, uncertain expected");
  EXPECT_NE(message_of([] { parse_findings("edge,"); }), "");
}

}  // namespace
}  // namespace coopseg::segmentation
