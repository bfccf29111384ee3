#include "core/temporary_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

#include "core/error.h"

namespace coopseg::core {
namespace {

// A signal handler may only touch lock-free static memory: this is the one place that has some.
struct Slot {
  std::atomic<bool> taken = false;
  std::atomic<bool> live = false;
  std::array<char, 4096> path{};
};
std::array<Slot, 64> slots;  // NOLINT: see above

void remember(const std::string& path) {
  for (Slot& slot : slots) {
    if (path.size() >= slot.path.size() || slot.taken.exchange(true)) continue;
    std::memcpy(slot.path.data(), path.c_str(), path.size() + 1);
    slot.live = true;
    return;
  }
  ::unlink(path.c_str());
  throw Error(path + ": too many temporary files, or a path that is too long");
}

void forget(const std::string& path) {
  for (Slot& slot : slots)
    if (slot.live && path == slot.path.data()) {
      slot.live = false;
      slot.taken = false;
    }
}

extern "C" void remove_and_exit(int signal) {
  for (Slot& slot : slots)
    if (slot.live) ::unlink(slot.path.data());
  ::_exit(128 + signal);
}

}  // namespace

TemporaryFile::TemporaryFile(const std::filesystem::path& folder, std::string_view suffix) {
  const std::filesystem::path directory = folder.empty() ? std::filesystem::path(".") : folder;
  std::string name = (directory / (".coopseg-XXXXXX" + std::string(suffix))).string();
  // Signals wait until the file is registered, so that none can leave it behind.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  const int file = ::mkstemps(name.data(), static_cast<int>(suffix.size()));
  const std::string reason = file < 0 ? system_message() : "";
  if (file >= 0) {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(file, 0666 & ~mask);
    ::close(file);
    remember(name);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (file < 0) throw Error(directory.string() + ": no file can be made here: " + reason);
  path_ = name;
}

TemporaryFile::~TemporaryFile() {
  if (path_.empty()) return;
  ::unlink(path_.c_str());
  forget(path_.string());
}

void TemporaryFile::move_to(const std::filesystem::path& target) {
  if (::rename(path_.c_str(), target.c_str()) != 0) throw Error(target.string() + ": " + system_message());
  forget(path_.string());
  path_.clear();
}

void handle_signals() {
  struct sigaction action {};
  action.sa_handler = remove_and_exit;
  ::sigfillset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);  // NOLINT: a write then fails with EPIPE
}

}  // namespace coopseg::core
