#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <string>

#include "core/log.h"

namespace coopseg::core {

/// Progress of a known number of steps on standard error: a bar redrawn on a terminal, a line now and then in a log,
/// nothing with -q. Both give the estimated time left.
class Progress {
 public:
  /// Work that ends after `time_limit` seconds even if steps are left.
  Progress(const Log& log, std::string what, std::size_t total,
           double time_limit = std::numeric_limits<double>::infinity());
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// One more step done; `note` (a loss, a case id) stands behind the numbers.
  void advance(const std::string& note = "");

 private:
  using Clock = std::chrono::steady_clock;

  void show(const std::string& note, Clock::time_point now);

  const Log& log_;
  std::string what_;
  std::size_t total_;
  double time_limit_;
  std::size_t done_ = 0;
  bool terminal_;
  Clock::time_point start_;
  Clock::time_point shown_;
};

}  // namespace coopseg::core
