#include "core/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>

namespace coopseg::core {
namespace {

constexpr std::chrono::milliseconds terminal_interval{100};
constexpr std::chrono::seconds log_interval{30};

std::string duration(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
  return text.data();
}

// Characters that fit a line of the terminal: a line that wraps cannot be redrawn.
std::size_t line_length() {
  winsize size{};
  ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
  return size.ws_col > 1 ? size.ws_col - 1U : 79U;
}

}  // namespace

Progress::Progress(const Log& log, std::string what, std::size_t total, double time_limit)
    : log_(log),
      what_(std::move(what)),
      total_(total),
      time_limit_(time_limit),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      shown_(start_) {}

Progress::~Progress() {
  if (terminal_ && done_ > 0 && log_.level() != Log::Level::quiet) std::fputs("\r\033[K", stderr);
}

void Progress::advance(const std::string& note) {
  ++done_;
  const Clock::time_point now = Clock::now();
  const bool due = terminal_ ? now - shown_ >= terminal_interval : now - shown_ >= log_interval;
  if (log_.level() == Log::Level::quiet || !due) return;
  shown_ = now;
  show(note, now);
}

void Progress::show(const std::string& note, Clock::time_point now) {
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const double of_steps = elapsed / static_cast<double>(done_) * static_cast<double>(total_ - std::min(done_, total_));
  const double left = std::min(of_steps, std::max(0.0, time_limit_ - elapsed));
  std::ostringstream line;
  line << what_ << ' ' << done_ << '/' << total_ << ", " << duration(left) << " left";
  if (!note.empty()) line << ", " << note;
  if (!terminal_) return log_.info(line.str());
  constexpr std::size_t width = 30;
  const auto filled = static_cast<std::size_t>(static_cast<double>(width) * elapsed / (elapsed + left));
  const std::string bar = '[' + std::string(filled, '#') + std::string(width - filled, '.') + "] ";
  std::fputs(("\r\033[K" + (bar + line.str()).substr(0, line_length())).c_str(), stderr);
}

}  // namespace coopseg::core
