#include "core/log.h"

#include <cstdio>

namespace coopseg::core {

void Log::detail(std::string_view message) const {
  if (level_ == Level::verbose) print(message);
}

void Log::info(std::string_view message) const {
  if (level_ != Level::quiet) print(message);
}

void Log::warn(std::string_view message) const {
  if (level_ != Level::quiet) print("warning: " + std::string(message));
}

void Log::print(std::string_view message) const {
  const std::string line = tool_ + ": " + std::string(message) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace coopseg::core
