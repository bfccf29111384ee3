// Starts a program many times for the price of one: loaded into it (LD_PRELOAD), it waits before `main` with all
// libraries loaded, and runs `main` in a copy of the process for each order that fork_server.py sends. The idea is
// AFL's fork server (https://lcamtuf.coredump.cx/afl/technical_details.txt, section 4).
//
// An order, on standard input: 4 bytes of length, then the file for standard error and the arguments, each ended by a
// zero byte. The answers, on standard output: the child's process id (4 bytes) when it starts; its wait status (4
// bytes) and its greatest resident memory in kilobytes (8 bytes) when it ended.

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using Main = int (*)(int, char**, char**);
using Start = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);

// __libc_start_main hands its function nothing but the arguments
Main program_main = nullptr;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

bool read_all(void* to, std::size_t bytes) {
  for (auto* at = static_cast<char*>(to); bytes > 0;) {
    const ssize_t count = read(STDIN_FILENO, at, bytes);
    if (count <= 0) return false;
    at += count;
    bytes -= static_cast<std::size_t>(count);
  }
  return true;
}

template <typename Number>
void answer(Number number) {
  if (write(STDOUT_FILENO, &number, sizeof number) != sizeof number) _exit(3);
}

/// Runs the program's `main` as if it had just been started.
int run(char* program, std::string& order, char** environment) {
  std::vector<char*> words;
  for (std::size_t at = 0; at < order.size(); at = order.find('\0', at) + 1) words.push_back(&order[at]);
  const int nothing = open("/dev/null", O_RDWR);
  const int messages = open(words.at(0), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(nothing, STDIN_FILENO);
  dup2(nothing, STDOUT_FILENO);
  dup2(messages, STDERR_FILENO);
  close(nothing);
  close(messages);
  words[0] = program;
  const auto count = static_cast<int>(words.size());
  words.push_back(nullptr);
  return program_main(count, words.data(), environment);
}

int serve(int /*count*/, char** arguments, char** environment) {
  unsetenv("LD_PRELOAD");
  std::uint32_t length = 0;
  while (read_all(&length, sizeof length)) {
    std::string order(length, '\0');
    if (!read_all(order.data(), length)) return 3;
    const pid_t child = fork();
    if (child == 0) return run(arguments[0], order, environment);
    answer<std::int32_t>(child);
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    answer<std::int32_t>(status);
    answer<std::int64_t>(usage.ru_maxrss);
  }
  _exit(0);
}

}  // namespace

/// AddressSanitizer calls it before it reports. A process at the limit of its memory would wait for ever in the report
/// of just that, which takes memory.
extern "C" void __asan_on_error() {
  rlimit limit{};
  getrlimit(RLIMIT_AS, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_AS, &limit);
}

/// glibc's start of every program, which looks here first.
extern "C" int __libc_start_main(Main main, int count, char** arguments, void (*init)(), void (*fini)(),
                                 void (*loader_fini)(), void* stack_end) {
  program_main = main;
  const auto start = reinterpret_cast<Start>(dlsym(RTLD_NEXT, "__libc_start_main"));
  return start(serve, count, arguments, init, fini, loader_fini, stack_end);
}
