#include "core/error.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace coopseg::core {
namespace {

TEST(InContext, PutsEachContextInFront) {
  try {
    in_context("study.h5", [] { in_context("/cases/a", [] { throw Error("3 axes found, 4 expected"); }); });
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "study.h5: /cases/a: 3 axes found, 4 expected");
  }
}

TEST(InContext, WrongUsageStaysWrongUsage) {
  try {
    in_context("recipe.ini", [] { throw UsageError("unknown artifact"); });
    FAIL() << "no error";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "recipe.ini: unknown artifact");
  }
}

TEST(InContext, OtherExceptionsPassUnchanged) {
  EXPECT_THROW(in_context("file", [] { throw std::bad_alloc(); }), std::bad_alloc);
}

TEST(InContext, GivesWhatTheActionGives) {
  int value = 4;
  int& same = in_context("file", [&]() -> int& { return value; });
  EXPECT_EQ(&same, &value);
}

TEST(SystemMessage, IsThatOfTheLastFailure) {
  errno = ENOENT;
  EXPECT_EQ(system_message(), "No such file or directory");
}

}  // namespace
}  // namespace coopseg::core
