#include "segmentation/result_files.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/error.h"

namespace coopseg::segmentation {
namespace {

std::string message_of(const std::string& output, const std::vector<std::string>& names) {
  try {
    const ResultFiles results(output, names, false, "predict", "1");
  } catch (const core::Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(ResultFiles, RefusesBeforeAnyWorkWhatCannotBeWritten) {
  EXPECT_EQ(message_of("seg.nii.gz", {"a.nii.gz"}), "no error");
  EXPECT_EQ(message_of("seg.nii.gz", {"a.nii.gz", "b.nii.gz"}),
            "seg.nii.gz: a NIfTI file takes one case, 2 found: a.nii.gz, b.nii.gz; --case picks one, a folder DIR/ "
            "takes all");
  EXPECT_EQ(message_of("out/", {"a.nii.gz", "a.nii.gz"}),
            "out/: two inputs would be written as a.nii.gz; their names must differ");
  EXPECT_EQ(message_of("seg.png", {"a.nii.gz"}),
            "seg.png: .nii, .nii.gz, .h5, - or a folder with a / at its end is expected");
  EXPECT_EQ(message_of("study.h5", {"a.nii.gz", "b.nii.gz"}), "no error");
}

TEST(ResultFiles, AStudyTakesOneFrame) {
  ResultFiles results("-", {"a.nii.gz"}, false, "predict", "1");
  Result result;
  result.frames.resize(3);
  result.frames.front().id = "a";
  EXPECT_THROW(results.add("a.nii.gz", result), core::Error);
}

}  // namespace
}  // namespace coopseg::segmentation
