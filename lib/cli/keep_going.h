#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/log.h"

namespace coopseg::cli {

/// Warns of each of the inputs' problems, then throws Error `text`, which lists them where no warnings are shown.
[[noreturn]] void fail_of(const std::vector<std::string>& problems, std::string text, const core::Log& log);

/// What --keep-going does in a program that takes many inputs: one that fails is left out and listed at the end, and
/// the exit status is 1 all the same. Without the option the first failure ends the program.
class KeepGoing {
 public:
  explicit KeepGoing(bool enabled) : enabled_(enabled) {}

  /// Runs `action` for the input `name`; false where it failed and the others go on. Errors of wrong usage always
  /// leave.
  template <class Action>
  bool attempt(std::string_view name, Action&& action) {
    ++attempted_;
    try {
      core::as_error(name, std::forward<Action>(action));
      return true;
    } catch (const core::UsageError&) {
      throw;
    } catch (const core::Error& error) {
      if (!enabled_) throw;
      problems_.emplace_back(error.what());
      return false;
    }
  }

  /// True where every input failed, so that there is nothing to write.
  bool all_failed() const { return attempted_ > 0 && problems_.size() == attempted_; }

  /// Called when all else is written: ends as fail_of does with "2 of 3 inputs failed".
  void finish(const core::Log& log) const;

 private:
  bool enabled_;
  std::size_t attempted_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace coopseg::cli
