#include "cli/keep_going.h"

#include <gtest/gtest.h>

namespace coopseg::cli {
namespace {

const core::Log quiet("test", core::Log::Level::quiet);

void fail() { throw core::Error("a.nii: damaged"); }

TEST(KeepGoingTest, WithoutTheOptionTheFirstFailureLeaves) {
  KeepGoing inputs(false);
  EXPECT_THROW(inputs.attempt(fail), core::Error);
}

TEST(KeepGoingTest, FailuresAreCountedAtTheEnd) {
  KeepGoing inputs(true);
  EXPECT_FALSE(inputs.attempt(fail));
  EXPECT_TRUE(inputs.all_failed());
  EXPECT_TRUE(inputs.attempt([] {}));
  EXPECT_FALSE(inputs.all_failed());
  try {
    inputs.finish(quiet);
    FAIL() << "no error";
  } catch (const core::Error& error) {
    EXPECT_STREQ(error.what(), "1 of 2 inputs failed");
  }
}

TEST(KeepGoingTest, WithoutFailuresNothingIsSaid) {
  KeepGoing inputs(true);
  inputs.attempt([] {});
  inputs.finish(quiet);
}

TEST(KeepGoingTest, WrongUsageAlwaysLeaves) {
  KeepGoing inputs(true);
  EXPECT_THROW(inputs.attempt([] { throw core::UsageError("--frame"); }), core::UsageError);
}

}  // namespace
}  // namespace coopseg::cli
