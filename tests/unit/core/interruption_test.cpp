#include "core/interruption.h"

#include <gtest/gtest.h>

#include <csignal>

#include "../support/temporary_folder.h"
#include "core/temporary_file.h"

namespace coopseg::core {
namespace {

class InterruptionTest : public InTemporaryFolder {};

int asked(const Interruption& interruption) {
  try {
    interruption.check();
  } catch (const Interrupted& interrupted) {
    return interrupted.signal();
  }
  return 0;
}

TEST_F(InterruptionTest, TheFirstSignalAsks) {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGHUP}) {
    const Interruption interruption;
    EXPECT_EQ(asked(interruption), 0);
    std::raise(signal);
    EXPECT_EQ(asked(interruption), signal);
  }
  EXPECT_EQ(Interrupted(SIGUSR1).name(), "SIGUSR1");
}

TEST_F(InterruptionTest, TheSecondEndsTheProgramAndLeavesNoTemporaryFile) {
  EXPECT_EXIT(
      {
        handle_signals();
        const Interruption interruption;
        const TemporaryFile file(folder_, ".tmp");
        std::raise(SIGTERM);
        if (asked(interruption) == SIGTERM) std::raise(SIGUSR1);
      },
      testing::ExitedWithCode(128 + SIGUSR1), "");
  EXPECT_TRUE(names().empty());
}

TEST_F(InterruptionTest, AfterwardsASignalEndsTheProgramAsBefore) {
  EXPECT_EXIT(
      {
        handle_signals();
        { const Interruption interruption; }
        std::raise(SIGINT);
      },
      testing::ExitedWithCode(128 + SIGINT), "");
}

TEST_F(InterruptionTest, WhatWasIgnoredStaysIgnored) {
  ::signal(SIGHUP, SIG_IGN);  // NOLINT: as nohup does
  {
    const Interruption interruption;
    std::raise(SIGHUP);
    EXPECT_EQ(asked(interruption), 0);
  }
  ::signal(SIGHUP, SIG_DFL);  // NOLINT
}

}  // namespace
}  // namespace coopseg::core
