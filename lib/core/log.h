#pragma once

#include <string>
#include <string_view>

namespace coopseg::core {

/// Messages for people, on standard error, each line "tool: message". Standard output is for data alone.
class Log {
 public:
  enum class Level { quiet, normal, verbose };

  Log(std::string tool, Level level) : tool_(std::move(tool)), level_(level) {}

  /// Shown with -v only.
  void detail(std::string_view message) const;
  /// Shown unless -q.
  void info(std::string_view message) const;
  /// Shown unless -q, as "tool: warning: message".
  void warn(std::string_view message) const;

  const std::string& tool() const { return tool_; }
  Level level() const { return level_; }

 private:
  void print(std::string_view message) const;

  std::string tool_;
  Level level_;
};

}  // namespace coopseg::core
