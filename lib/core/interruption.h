#pragma once

#include <exception>
#include <string>

namespace coopseg::core {

/// Leaves a program that a signal asked to stop, once its work is saved: main() ends it with 128 + signal.
class Interrupted : public std::exception {
 public:
  explicit Interrupted(int signal) : signal_(signal) {}
  int signal() const { return signal_; }
  /// "SIGTERM"
  std::string name() const;
  const char* what() const noexcept override { return "interrupted"; }

 private:
  int signal_;
};

/// While it lives, the first SIGINT, SIGTERM, SIGUSR1 or SIGHUP only asks the program to stop at the next moment that
/// suits it; the second does what the first did before. A signal that is ignored stays ignored. One at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// Throws Interrupted once a signal has asked.
  void check() const;
};

}  // namespace coopseg::core
