#include "core/interruption.h"

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>

namespace coopseg::core {
namespace {

constexpr std::array<int, 4> signals = {SIGINT, SIGTERM, SIGUSR1, SIGHUP};

// A signal handler may only touch static memory and lock-free atomics.
std::array<struct sigaction, signals.size()> before;  // NOLINT: see above
std::atomic<int> asked = 0;                           // NOLINT: see above

void restore() {
  for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], &before[i], nullptr);
}

extern "C" void ask(int signal) {
  asked = signal;
  restore();
}

}  // namespace

std::string Interrupted::name() const { return "SIG" + std::string(::sigabbrev_np(signal_)); }

Interruption::Interruption() {
  asked = 0;
  for (std::size_t i = 0; i < signals.size(); ++i) ::sigaction(signals[i], nullptr, &before[i]);
  struct sigaction action {};
  action.sa_handler = ask;
  action.sa_flags = SA_RESTART;
  ::sigfillset(&action.sa_mask);
  for (std::size_t i = 0; i < signals.size(); ++i)
    if (before[i].sa_handler != SIG_IGN) ::sigaction(signals[i], &action, nullptr);
}

Interruption::~Interruption() { restore(); }

void Interruption::check() const {
  if (asked != 0) throw Interrupted(asked);
}

}  // namespace coopseg::core
