// An exception that nobody catches, thrown by a library that starts before main() or in a thread, ends the program with
// one line and status 1 instead of an abort. Libraries start before this file's own initialisers, but after
// .preinit_array. Under a limit of address space (ulimit -v) the same holds for the invalid access of a library that
// takes its memory without a look at whether there was any, as oneDNN does.
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <new>

#include "core/error.h"

namespace {

void print(const char* text) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text, std::strlen(text));
}

// There may be no memory left: nothing here allocates.
void print_exception() {
  try {
    if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
    print("ended by a fault of the program");
  } catch (const std::bad_alloc&) {
    print("out of memory");
  } catch (const std::exception& error) {
    print(error.what());
  } catch (...) {
    print("unknown failure");
  }
}

[[noreturn]] void end_in_one_line() {
  print(program_invocation_short_name);
  print(": ");
  print_exception();
  print("\n");
  ::_exit(coopseg::core::ExitStatus::failure);
}

void end_for_lack_of_memory(int) {
  print(program_invocation_short_name);
  print(": out of memory: a library needs more address space than the limit (ulimit -v) leaves\n");
  ::_exit(coopseg::core::ExitStatus::failure);
}

void install() {
  std::set_terminate(end_in_one_line);
  struct rlimit address_space {};
  if (::getrlimit(RLIMIT_AS, &address_space) == 0 && address_space.rlim_cur != RLIM_INFINITY)
    ::signal(SIGSEGV, end_for_lack_of_memory);
}

}  // namespace

extern "C" {
[[gnu::section(".preinit_array"), gnu::used]] void (*const coopseg_install_termination)() = install;
}
