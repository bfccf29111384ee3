#include "core/log.h"

#include <gtest/gtest.h>

#include "core/progress.h"

namespace coopseg::core {
namespace {

std::string said(Log::Level level) {
  testing::internal::CaptureStderr();
  const Log log("refine", level);
  log.detail("detail");
  log.info("info");
  log.warn("thin");
  return testing::internal::GetCapturedStderr();
}

TEST(Log, SaysWhatTheLevelAsksFor) {
  EXPECT_EQ(said(Log::Level::quiet), "");
  EXPECT_EQ(said(Log::Level::normal), "refine: info\nrefine: warning: thin\n");
  EXPECT_EQ(said(Log::Level::verbose), "refine: detail\nrefine: info\nrefine: warning: thin\n");
}

TEST(Progress, ALogHasNoLineForWorkThatIsDoneAtOnce) {
  testing::internal::CaptureStderr();
  const Log log("refine", Log::Level::normal);
  {
    Progress progress(log, "cases", 3);
    for (int i = 0; i < 3; ++i) progress.advance("a");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace coopseg::core
