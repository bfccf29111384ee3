#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "core/error.h"

namespace coopseg::core {

/// The other end of a Channel is gone: its process ended.
class LostError : public Error {
 public:
  LostError() : Error("the process that reads it ended") {}
};

/// What the other process was asked took more memory than it may.
class NoMemoryError : public Error {
 public:
  NoMemoryError() : Error("reading it takes more memory than a file of its size needs, or than there is") {}
};

/// One end of a connection between a process and its child. Both are the same program in memory: numbers travel as they
/// lie there, and addresses of functions mean the same in both.
class Channel {
 public:
  explicit Channel(int socket) : socket_(socket) {}
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Small pieces are sent together: when one is read here, or by flush().
  void write(std::span<const std::byte> bytes);
  void flush();
  void read(std::span<std::byte> bytes);

  /// Numbers, texts, vectors and optionals of them, and any type with `for_each_part(value, visit)`, which calls
  /// visit(part) for each part in one order.
  template <class T>
  void put(const T& value) {
    if constexpr (is_text_or_vector<T>) {
      put(value.size());
      if constexpr (std::is_trivially_copyable_v<typename T::value_type>)
        write(std::as_bytes(std::span(value)));
      else
        for (const auto& element : value) put(element);
    } else if constexpr (std::is_trivially_copyable_v<T>) {
      write(std::as_bytes(std::span(&value, 1)));
    } else if constexpr (is_optional<T>) {
      put(value.has_value());
      if (value) put(*value);
    } else {
      for_each_part(value, [this](const auto& part) { this->put(part); });
    }
  }

  /// The next value, of the type that the other end put.
  template <class T>
  T take() {
    T value{};
    if constexpr (is_text_or_vector<T>) {
      value.resize(take<std::size_t>());
      if constexpr (std::is_trivially_copyable_v<typename T::value_type>)
        read(std::as_writable_bytes(std::span(value)));
      else
        for (auto& element : value) element = take<typename T::value_type>();
    } else if constexpr (std::is_trivially_copyable_v<T>) {
      read(std::as_writable_bytes(std::span(&value, 1)));
    } else if constexpr (is_optional<T>) {
      if (take<bool>()) value = take<typename T::value_type>();
    } else {
      for_each_part(value, [this](auto& part) { part = this->take<std::remove_reference_t<decltype(part)>>(); });
    }
    return value;
  }

  /// Puts what `work` returns, or why it failed.
  template <class Work>
  void answer(Work work) {
    try {
      const auto result = work();
      put(Outcome::good);
      put(result);
    } catch (const LostError&) {
      throw;
    } catch (const Error& error) {
      put(Outcome::error);
      put(std::string(error.what()));
    } catch (const std::bad_alloc&) {
      put(Outcome::no_memory);
    }
  }
  /// What `answer` put at the other end; throws the Error that `work` threw there, or one that says that memory was
  /// not enough for it.
  template <class Result>
  Result take_answer() {
    const auto outcome = take<Outcome>();
    if (outcome == Outcome::error) throw Error(take<std::string>());
    if (outcome == Outcome::no_memory) throw NoMemoryError();
    return take<Result>();
  }

 private:
  enum class Outcome { good, error, no_memory };

  template <class T>
  static constexpr bool is_text_or_vector = requires(T value) {
    value.resize(value.size());
  };
  template <class T>
  static constexpr bool is_optional = requires(T value) {
    value.reset();
  };

  void send_all(std::span<const std::byte> bytes) const;
  std::size_t receive(std::span<std::byte> bytes) const;

  int socket_;
  std::vector<std::byte> to_send_;
  std::vector<std::byte> received_;
  std::size_t taken_ = 0;  ///< of `received_`
};

/// A process of its own for a library that may crash or never end on a damaged file: a copy of this one (fork) that
/// sees what this one holds in memory, shares no open file and no terminal with it, and whose death is no more than a
/// LostError here. A copy without other threads: what it runs must not wait for one.
class IsolatedProcess {
 public:
  /// `serve` runs in the child; when it returns or throws, the child ends. The child may take `memory` bytes more than
  /// this process has. Throws Error where no process can be started.
  IsolatedProcess(const std::function<void(Channel&)>& serve, std::size_t memory);
  /// Ends the child, whatever it does.
  ~IsolatedProcess();
  IsolatedProcess(const IsolatedProcess&) = delete;
  IsolatedProcess& operator=(const IsolatedProcess&) = delete;

  Channel& channel() { return *channel_; }

 private:
  pid_t child_ = -1;
  std::optional<Channel> channel_;
};

/// In the child: dies when it computes for longer than that from now on.
void limit_computing(std::chrono::seconds time);

/// What a process that reads a file of `bytes` bytes may need: deflate packs 1032 to 1 at best.
struct ReadingLimits {
  std::size_t memory;
  std::chrono::seconds time;
};
ReadingLimits reading_limits(std::size_t bytes);

}  // namespace coopseg::core
