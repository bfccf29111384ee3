#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace coopseg::core {

/// Exit statuses of every program; an interrupted one ends with 128 + signal.
enum ExitStatus : int { success = 0, failure = 1, wrong_usage = 2 };

/// A failure that the user can act on. The message says what was found and what was expected; context (a file, an
/// object inside it) is put in front on the way up: "study.h5: /cases/a/image: 2 dimensions found, 3 expected".
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Wrong use of a program: exit status 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// Runs `action`; an Error that leaves it gets "context: " in front of its message and keeps its type.
template <class Action>
decltype(auto) in_context(std::string_view context, Action&& action) {
  try {
    return std::forward<Action>(action)();
  } catch (const UsageError& error) {
    throw UsageError(std::string(context) + ": " + error.what());
  } catch (const Error& error) {
    throw Error(std::string(context) + ": " + error.what());
  }
}

/// What a library threw, as a user understands it: "a/b: Permission denied" of a path that cannot be looked at, "out of
/// memory" of std::bad_alloc and LibTorch's, otherwise its own text.
std::string in_words(const std::exception& error);

/// In a catch clause: throws what was caught as an Error where it is of a path or of memory (then of the input `name`),
/// otherwise as it is.
[[noreturn]] void rethrow_as_error(std::string_view name);

/// Runs `action` on the input `name`; what libraries throw of paths and memory leaves it as an Error.
template <class Action>
decltype(auto) as_error(std::string_view name, Action&& action) {
  try {
    return std::forward<Action>(action)();
  } catch (...) {
    rethrow_as_error(name);
  }
}

/// Message of the last failed system call, for instance "No such file or directory".
std::string system_message();

}  // namespace coopseg::core
