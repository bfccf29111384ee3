#include "core/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "../support/temporary_folder.h"
#include "core/error.h"

namespace coopseg::core {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

class Files : public InTemporaryFolder {
 protected:
  /// The message of the error of `action`, with the folder's name taken out.
  template <class Action>
  std::string refusal(Action action) const {
    try {
      action();
    } catch (const Error& error) {
      std::string message = error.what();
      for (std::size_t at; (at = message.find(folder_.string() + "/")) != std::string::npos;)
        message.erase(at, folder_.string().size() + 1);
      return message;
    }
    return "";
  }
  std::string write_refusal(const std::string& name, bool force) const {
    return refusal([&] { write_output(path(name), "new", force); });
  }
};

TEST_F(Files, ReadsWhatWasWritten) {
  std::string content(200'000, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * i >> 7U);
  write_output(path("a"), content, false);
  const Input input = read_input(path("a"));
  EXPECT_EQ(input.name, path("a"));
  ASSERT_EQ(input.bytes.size(), content.size());
  EXPECT_TRUE(std::equal(content.begin(), content.end(), reinterpret_cast<const char*>(input.bytes.data())));
  EXPECT_EQ(names(), Names{"a"});
}

// Otherwise a file opened later takes the place of standard error, and messages land in it.
TEST_F(Files, AClosedStandardStreamIsNotReplacedByAFile) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(stream);
    reserve_standard_streams();
    const int file = ::open(path("a").c_str(), O_WRONLY | O_CREAT, 0600);
    char byte = 0;
    const bool fails = ::read(STDIN_FILENO, &byte, 1) == -1 && ::write(STDOUT_FILENO, &byte, 1) == -1 &&
                       ::write(STDERR_FILENO, &byte, 1) == -1;
    ::_exit(file > STDERR_FILENO && fails ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST_F(Files, AnEmptyFileIsAnInput) {
  make("empty", "");
  EXPECT_TRUE(read_input(path("empty")).bytes.empty());
}

TEST_F(Files, NamesAnInputThatCannotBeRead) {
  EXPECT_EQ(refusal([&] { read_input(path("gone")); }), "gone: No such file or directory");
  fs::create_directory(path("folder"));
  EXPECT_EQ(refusal([&] { read_input(path("folder")); }), "folder: is a folder, a file is expected");
  make("file", "");
  EXPECT_EQ(refusal([&] { read_input(path("file/inside")); }), "file/inside: Not a directory");
  fs::create_symlink(path("circle"), path("circle"));
  EXPECT_EQ(refusal([&] { read_input(path("circle")); }), "circle: Too many levels of symbolic links");
}

TEST_F(Files, ATextHasNoByteOrderMark) {
  make("marked", "\xef\xbb\xbfseed = 1\n");
  EXPECT_EQ(text_of(read_input(path("marked"))), "seed = 1\n");
  make("plain", "seed = 1\n");
  EXPECT_EQ(text_of(read_input(path("plain"))), "seed = 1\n");
}

TEST_F(Files, AnInputIsNoOutputHoweverItIsWritten) {
  make("a", "old");
  fs::create_symlink("a", path("link"));
  fs::create_hard_link(path("a"), path("twin"));
  const std::string problem = ": is the input itself, another output is expected";
  for (const char* name : {"a", "./a", "link", "twin"})
    EXPECT_EQ(refusal([&] { check_not_input(path(name), Names{path("gone"), path("a")}); }), name + problem) << name;
  EXPECT_EQ(refusal([&] { check_not_input(path("b"), Names{path("a")}); }), "");
  EXPECT_EQ(refusal([&] { check_not_input("-", Names{"-"}); }), "");
  EXPECT_EQ(refusal([&] { check_not_input("/dev/null", Names{"/dev/null"}); }), "");
}

TEST_F(Files, AnExistingOutputStaysWithoutForce) {
  make("a", "old");
  EXPECT_EQ(write_refusal("a", false), "a: exists already; --force replaces it");
  EXPECT_EQ(text("a"), "old");
  EXPECT_EQ(write_refusal("a", true), "");
  EXPECT_EQ(text("a"), "new");
  EXPECT_EQ(names(), Names{"a"});
}

TEST_F(Files, NamesAnOutputThatCannotBeWritten) {
  EXPECT_EQ(write_refusal("gone/a", false), "gone/a: its folder does not exist");
  fs::create_directory(path("folder"));
  EXPECT_EQ(write_refusal("folder", true), "folder: is a folder, a file name is expected");
  make("file", "");
  EXPECT_EQ(write_refusal("file/a", false), "file/a: its folder does not exist");
  EXPECT_EQ(refusal([] { write_output("", "new", true); }), "an output needs a name");
}

TEST_F(Files, AFolderWithoutPermissionIsRefusedBeforeTheWork) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(refusal([&] { check_output(path("a"), false); }), "a: its folder cannot be written: Permission denied");
  fs::permissions(folder_, fs::perms::owner_all);
}

TEST_F(Files, ALinkStaysAndItsTargetIsReplaced) {
  fs::create_directory(path("folder"));
  make("folder/target", "old");
  fs::create_symlink("folder/target", path("link"));
  EXPECT_EQ(write_refusal("link", false), "link: exists already; --force replaces it");
  write_output(path("link"), "new", true);
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(text("folder/target"), "new");
}

TEST_F(Files, ALinkThatLeadsNowhereYetGetsItsTarget) {
  fs::create_symlink("target", path("link"));
  write_output(path("link"), "new", false);
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(text("target"), "new");
  fs::create_symlink("gone/target", path("lost"));
  EXPECT_EQ(write_refusal("lost", false), "lost: its folder does not exist");
}

TEST_F(Files, ANewFileHasTheUsualPermissions) {
  const mode_t before = ::umask(027);
  write_output(path("a"), "new", false);
  ::umask(before);
  EXPECT_EQ(fs::status(path("a")).permissions(), fs::perms{0640});
}

TEST_F(Files, ADeviceIsWrittenDirectly) {
  EXPECT_EQ(refusal([] { write_output("/dev/full", "new", false); }),
            "/dev/full: cannot be written: No space left on device");
  EXPECT_EQ(refusal([] { write_output("/dev/null", "new", false); }), "");
}

TEST_F(Files, ANamedPipeIsWrittenDirectly) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  std::string found;
  std::thread reader([&] { found = text("pipe"); });
  write_output(path("pipe"), "new", false);
  reader.join();
  EXPECT_EQ(found, "new");
  EXPECT_EQ(names(), Names{"pipe"});
}

}  // namespace
}  // namespace coopseg::core
