#include "core/isolated_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace coopseg::core {
namespace {

constexpr int child_socket = 3;
constexpr std::size_t block_bytes = 16384;  // what is sent and received at once of small pieces

/// Bytes of address space that this process has; 0 where /proc does not say.
rlim_t address_space() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

/// closefrom(3), which glibc has since 2.34.
void close_from(int first) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, first, ~0U, 0U) == 0) return;
#endif
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const auto end = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 65536));
  for (int descriptor = first; descriptor < end; ++descriptor) close(descriptor);
}

void lower_limit(int resource, rlim_t value) {
  rlimit limit{};
  getrlimit(resource, &limit);
  limit.rlim_cur = std::min(value, limit.rlim_max);
  setrlimit(resource, &limit);
}

/// A fault ends the child without a word; other signals, such as Ctrl-C's to the whole group, are the parent's to
/// answer.
void set_signals() {
  sigset_t others;
  sigfillset(&others);
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGXCPU}) {
    signal(fault, SIG_DFL);
    sigdelset(&others, fault);
  }
  sigprocmask(SIG_SETMASK, &others, nullptr);
}

/// Keeps `socket` alone, as descriptor 3, and nothing on the standard streams.
void set_descriptors(int socket) {
  const int nothing = open("/dev/null", O_RDWR);
  dup2(socket, child_socket);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nothing, stream);
  close_from(child_socket + 1);
}

[[noreturn]] void run_child(int socket, const std::function<void(Channel&)>& serve, std::size_t memory) {
  set_signals();
  set_descriptors(socket);
  lower_limit(RLIMIT_CORE, 0);
  const rlim_t present = address_space();
  if (present > 0 && memory < RLIM_INFINITY - present) lower_limit(RLIMIT_AS, present + memory);
  try {
    Channel channel(child_socket);
    serve(channel);
    channel.flush();
  } catch (...) {
    _exit(1);
  }
  _exit(0);
}

}  // namespace

Channel::~Channel() { ::close(socket_); }

void Channel::write(std::span<const std::byte> bytes) {
  if (to_send_.size() + bytes.size() > block_bytes) flush();
  if (bytes.size() > block_bytes) return send_all(bytes);
  to_send_.insert(to_send_.end(), bytes.begin(), bytes.end());
}

void Channel::flush() {
  send_all(to_send_);
  to_send_.clear();
}

void Channel::read(std::span<std::byte> bytes) {
  flush();
  while (!bytes.empty()) {
    if (taken_ == received_.size() && bytes.size() >= block_bytes) {
      bytes = bytes.subspan(receive(bytes));
      continue;
    }
    if (taken_ == received_.size()) {
      received_.resize(block_bytes);
      received_.resize(receive(received_));
      taken_ = 0;
    }
    const std::size_t count = std::min(bytes.size(), received_.size() - taken_);
    std::copy_n(received_.begin() + static_cast<std::ptrdiff_t>(taken_), count, bytes.begin());
    taken_ += count;
    bytes = bytes.subspan(count);
  }
}

void Channel::send_all(std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw LostError();
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

std::size_t Channel::receive(std::span<std::byte> bytes) const {
  while (true) {
    const ssize_t count = recv(socket_, bytes.data(), bytes.size(), 0);
    if (count > 0) return static_cast<std::size_t>(count);
    if (count == 0 || errno != EINTR) throw LostError();
  }
}

IsolatedProcess::IsolatedProcess(const std::function<void(Channel&)>& serve, std::size_t memory) {
  std::array<int, 2> sockets{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0)
    throw Error("no connection to a process that reads it: " + std::generic_category().message(errno));
  channel_.emplace(sockets[0]);
  child_ = fork();
  if (child_ == 0) run_child(sockets[1], serve, memory);
  const int problem = errno;
  ::close(sockets[1]);
  if (child_ < 0) throw Error("no process to read it can be started: " + std::generic_category().message(problem));
}

IsolatedProcess::~IsolatedProcess() {
  kill(child_, SIGKILL);
  while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void limit_computing(std::chrono::seconds time) {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = used.ru_utime.tv_sec + used.ru_stime.tv_sec + time.count() + 1;
  lower_limit(RLIMIT_CPU, static_cast<rlim_t>(seconds));
}

ReadingLimits reading_limits(std::size_t bytes) {
  constexpr std::size_t best_deflate_ratio = 1032;
  constexpr std::size_t library = std::size_t{512} << 20U;
  std::size_t memory = 0;
  if (__builtin_mul_overflow(bytes, 3 * best_deflate_ratio, &memory)) memory = RLIM_INFINITY;
  const auto seconds = static_cast<std::chrono::seconds::rep>(bytes >> 20U);
  return {library + std::min(memory, RLIM_INFINITY - library), std::chrono::seconds(2 + 2 * seconds)};
}

}  // namespace coopseg::core
