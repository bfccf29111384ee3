#include "core/temporary_file.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <thread>

#include "../support/temporary_folder.h"
#include "core/error.h"

namespace coopseg::core {
namespace {

using Names = std::vector<std::string>;

class Temporary : public InTemporaryFolder {
 protected:
  /// Status of a child process that runs `action` after handle_signals(), as waitpid gives it.
  template <class Action>
  int run_child(Action action) const {
    const pid_t child = ::fork();
    if (child == 0) {
      handle_signals();
      action();
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
  }
};

TEST_F(Temporary, IsThereWhileItsObjectIs) {
  std::optional<TemporaryFile> file(std::in_place, folder_, ".h5");
  EXPECT_EQ(names(), Names{file->path().filename().string()});
  EXPECT_EQ(file->path().extension(), ".h5");
  file.reset();
  EXPECT_EQ(names(), Names{});
}

TEST_F(Temporary, MovesOntoWhatIsThere) {
  make("target", "old");
  {
    TemporaryFile file(folder_, ".tmp");
    std::ofstream(file.path()) << "new";
    file.move_to(path("target"));
  }
  EXPECT_EQ(names(), Names{"target"});
  EXPECT_EQ(text("target"), "new");
}

TEST_F(Temporary, GoesWhereItCannotBeMoved) {
  {
    TemporaryFile file(folder_, ".tmp");
    EXPECT_THROW(file.move_to(path("gone/target")), Error);
  }
  EXPECT_EQ(names(), Names{});
}

TEST_F(Temporary, NamesAFolderThatIsNotThere) {
  try {
    TemporaryFile file(path("gone"), ".tmp");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), path("gone") + ": no file can be made here: No such file or directory");
  }
}

TEST_F(Temporary, SignalsRemoveItAndEndWithTheirStatus) {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGHUP}) {
    const int status = run_child([&] {
      const TemporaryFile first(folder_, ".tmp");
      const TemporaryFile second(folder_, ".tmp");
      ::raise(signal);
    });
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 128 + signal);
    EXPECT_EQ(names(), Names{});
  }
}

TEST_F(Temporary, AFolderGoesWithAllItHolds) {
  {
    const TemporaryFolder made(folder_);
    std::filesystem::create_directory(made.path() / "inner");
    std::ofstream(made.path() / "inner" / "file") << "text";
    EXPECT_EQ(names(), Names{made.path().filename().string()});
  }
  EXPECT_EQ(names(), Names{});
  const int status = run_child([&] {
    const TemporaryFolder made(folder_);
    std::filesystem::create_directory(made.path() / "inner");
    std::ofstream(made.path() / "inner" / "file") << "text";
    ::raise(SIGTERM);
  });
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGTERM);
  EXPECT_EQ(names(), Names{});
}

TEST_F(Temporary, AFolderIsMoved) {
  {
    TemporaryFolder made(folder_);
    std::ofstream(made.path() / "file") << "text";
    made.move_to(path("target"));
  }
  EXPECT_EQ(text("target/file"), "text");
  EXPECT_EQ(names(), Names{"target"});
}

TEST_F(Temporary, ASignalKeepsWhatWasMoved) {
  run_child([&] {
    TemporaryFile file(folder_, ".tmp");
    file.move_to(path("target"));
    ::raise(SIGTERM);
  });
  EXPECT_EQ(names(), Names{"target"});
}

TEST_F(Temporary, ASignalBesideThreadsThatMakeFilesLeavesNone) {
  for (int round = 0; round < 10; ++round) {
    const int status = run_child([&] {
      const auto work = [&] {
        for (;;) TemporaryFile(folder_, ".tmp");
      };
      std::thread first(work);
      std::thread second(work);
      ::usleep(2000);
      ::kill(::getpid(), SIGTERM);
      ::pause();
    });
    EXPECT_EQ(WEXITSTATUS(status), 128 + SIGTERM);
    ASSERT_EQ(names(), Names{});
  }
}

TEST_F(Temporary, AHangUpThatWasIgnoredStaysIgnored) {
  const int status = run_child([&] {
    ::signal(SIGHUP, SIG_IGN);  // NOLINT: as nohup does
    handle_signals();
    ::raise(SIGHUP);
  });
  EXPECT_EQ(status, 0);
}

TEST_F(Temporary, AClosedPipeIsNoSignal) {
  const int status = run_child([] {
    int ends[2];
    if (::pipe(ends) != 0) ::_exit(1);
    ::close(ends[0]);
    ::_exit(::write(ends[1], "x", 1) == -1 ? 0 : 2);
  });
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace coopseg::core
