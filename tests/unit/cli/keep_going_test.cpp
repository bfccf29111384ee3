#include "cli/keep_going.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <new>
#include <stdexcept>

#include "../support/message_of.h"

namespace coopseg::cli {
namespace {

const core::Log quiet("test", core::Log::Level::quiet);

void fail() { throw core::Error("a.nii: damaged"); }

TEST(KeepGoingTest, WithoutTheOptionTheFirstFailureLeaves) {
  KeepGoing inputs(false);
  EXPECT_THROW(inputs.attempt("an input", fail), core::Error);
}

TEST(KeepGoingTest, FailuresAreCountedAtTheEnd) {
  KeepGoing inputs(true);
  EXPECT_FALSE(inputs.attempt("an input", fail));
  EXPECT_TRUE(inputs.all_failed());
  EXPECT_TRUE(inputs.attempt("an input", [] {}));
  EXPECT_FALSE(inputs.all_failed());
  EXPECT_FALSE(inputs.attempt("another", fail));
  const core::Log normal("test", core::Log::Level::normal);
  EXPECT_EQ(message_of([&] { inputs.finish(normal); }), "2 of 3 inputs failed");
  EXPECT_EQ(message_of([&] { inputs.finish(quiet); }), "2 of 3 inputs failed; a.nii: damaged; a.nii: damaged");
}

TEST(KeepGoingTest, WithoutFailuresNothingIsSaid) {
  KeepGoing inputs(true);
  inputs.attempt("an input", [] {});
  testing::internal::CaptureStderr();
  inputs.finish(core::Log("test", core::Log::Level::verbose));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(KeepGoingTest, WrongUsageAlwaysLeaves) {
  KeepGoing inputs(true);
  EXPECT_THROW(inputs.attempt("an input", [] { throw core::UsageError("--frame"); }), core::UsageError);
}

TEST(KeepGoingTest, WhatLibrariesThrowIsAFailureWithAName) {
  KeepGoing keep(true);
  EXPECT_FALSE(keep.attempt("scan.nii", [] { throw std::bad_alloc(); }));
  EXPECT_FALSE(keep.attempt("scan.nii", [] {
    throw std::filesystem::filesystem_error("status", "a/b", std::make_error_code(std::errc::permission_denied));
  }));
  EXPECT_FALSE(keep.attempt(
      "scan.nii", [] { throw std::runtime_error("[enforce] DefaultCPUAllocator: can't allocate memory: 8 bytes"); }));
  testing::internal::CaptureStderr();
  EXPECT_THROW(keep.finish(core::Log("tool", core::Log::Level::normal)), core::Error);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "tool: warning: scan.nii: out of memory\ntool: warning: a/b: Permission denied\n"
            "tool: warning: scan.nii: out of memory\n");
}

}  // namespace
}  // namespace coopseg::cli
