#include "core/temporary_file.h"

#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/error.h"

namespace coopseg::core {
namespace {

// A signal handler may only touch static memory and lock-free atomics: this is the one place that has some.
std::array<std::array<char, 4096>, 64> paths;  // NOLINT: see above; "" is free
std::atomic_flag locked;                       // NOLINT: see above

// While it lives no signal finds the files and their paths in disagreement: one on this thread waits until it goes, one
// on another thread until the lock is free.
class Registry {
 public:
  Registry() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before_);
    while (locked.test_and_set()) ::sched_yield();
  }
  ~Registry() {
    locked.clear();
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  void add(const std::string& path) {
    const auto slot = std::find_if(paths.begin(), paths.end(), [](const auto& held) { return held[0] == '\0'; });
    if (slot == paths.end() || path.size() >= slot->size()) {
      ::unlink(path.c_str());
      throw Error(path + ": too many temporary files, or a path that is too long");
    }
    std::memcpy(slot->data(), path.c_str(), path.size() + 1);
  }
  void remove(const std::string& path) {
    for (auto& held : paths)
      if (path == held.data()) held[0] = '\0';
  }

 private:
  sigset_t before_{};
};

// A handler may not walk a folder (that allocates), but it may start a program.
void remove_tree(const char* path) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl("/bin/rm", "rm", "-rf", "--", path, nullptr);
    ::_exit(1);
  }
  ::waitpid(child, nullptr, 0);
}

extern "C" void remove_and_exit(int signal) {
  while (locked.test_and_set()) {
  }
  for (const auto& path : paths)
    if (path[0] != '\0' && ::unlink(path.data()) != 0 && errno == EISDIR) remove_tree(path.data());
  ::_exit(128 + signal);
}

void rename_registered(std::filesystem::path& from, const std::filesystem::path& target) {
  Registry registry;
  if (::rename(from.c_str(), target.c_str()) != 0) throw Error(target.string() + ": " + system_message());
  registry.remove(from.string());
  from.clear();
}

}  // namespace

TemporaryFile::TemporaryFile(const std::filesystem::path& folder, std::string_view suffix) {
  const std::filesystem::path directory = folder.empty() ? std::filesystem::path(".") : folder;
  std::string name = (directory / (".coopseg-XXXXXX" + std::string(suffix))).string();
  Registry registry;
  const int file = ::mkstemps(name.data(), static_cast<int>(suffix.size()));
  if (file < 0) throw Error(directory.string() + ": no file can be made here: " + system_message());
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(file, 0666 & ~mask);
  ::close(file);
  registry.add(name);
  path_ = name;
}

TemporaryFile::~TemporaryFile() {
  if (path_.empty()) return;
  Registry registry;
  ::unlink(path_.c_str());
  registry.remove(path_.string());
}

void TemporaryFile::move_to(const std::filesystem::path& target) { rename_registered(path_, target); }

TemporaryFolder::TemporaryFolder(const std::filesystem::path& folder) {
  std::string name = (folder / ".coopseg-XXXXXX").string();
  Registry registry;
  if (::mkdtemp(name.data()) == nullptr)
    throw Error(folder.string() + ": no folder can be made here: " + system_message());
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::chmod(name.c_str(), 0777 & ~mask);
  registry.add(name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  Registry().remove(path_.string());
}

void TemporaryFolder::move_to(const std::filesystem::path& target) { rename_registered(path_, target); }

void handle_signals() {
  struct sigaction action {};
  action.sa_handler = remove_and_exit;
  ::sigfillset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGHUP}) {
    struct sigaction before {};
    ::sigaction(signal, nullptr, &before);
    if (signal == SIGHUP && before.sa_handler == SIG_IGN) continue;  // nohup
    ::sigaction(signal, &action, nullptr);
  }
  ::signal(SIGPIPE, SIG_IGN);  // NOLINT: a write then fails with EPIPE
  ::signal(SIGXFSZ, SIG_IGN);  // NOLINT: a write beyond the limit of file sizes then fails with EFBIG
}

}  // namespace coopseg::core
