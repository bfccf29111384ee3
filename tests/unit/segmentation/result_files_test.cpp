#include "segmentation/result_files.h"

#include <gtest/gtest.h>

#include "../support/message_of.h"

namespace coopseg::segmentation {
namespace {

std::string refusal(const std::string& output, const std::vector<std::string>& names) {
  return message_of([&] { ResultFiles({.result = output}, names, "predict", "1"); });
}

TEST(ResultFiles, RefusesBeforeAnyWorkWhatCannotBeWritten) {
  EXPECT_EQ(refusal("seg.nii.gz", {"a.nii.gz"}), "");
  EXPECT_EQ(refusal("seg.nii.gz", {"a.nii.gz", "b.nii.gz"}),
            "seg.nii.gz: a NIfTI file takes one case, 2 found: a.nii.gz, b.nii.gz; --case picks one, a folder DIR/ "
            "takes all");
  EXPECT_EQ(refusal("out/", {"a.nii.gz", "a.nii.gz"}),
            "out/: two inputs would be written as a.nii.gz; their names must differ");
  EXPECT_EQ(refusal("seg.png", {"a.nii.gz"}),
            "seg.png: .nii, .nii.gz, .h5, - or a folder with a / at its end is expected");
  EXPECT_EQ(refusal("study.h5", {"a.nii.gz", "b.nii.gz"}), "");
}

TEST(ResultFiles, OnlyAFolderIsResumed) {
  EXPECT_EQ(message_of([&] { ResultFiles({.result = "seg.nii.gz", .resume = true}, {"a.nii.gz"}, "predict", "1"); }),
            "--resume goes on with a folder of labels, -o DIR/ is expected, seg.nii.gz found");
}

TEST(ResultFiles, AStudyTakesOneFrame) {
  ResultFiles results({.result = "-"}, {"a.nii.gz"}, "predict", "1");
  Result result;
  result.frames.resize(3);
  result.frames.front().id = "a";
  EXPECT_THROW(results.add("a.nii.gz", result), core::Error);
}

}  // namespace
}  // namespace coopseg::segmentation
