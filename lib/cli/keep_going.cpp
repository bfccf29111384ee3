#include "cli/keep_going.h"

#include "core/joined.h"

namespace coopseg::cli {

void KeepGoing::finish(const core::Log& log) const {
  if (problems_.empty()) return;
  for (const std::string& problem : problems_) log.warn(problem);
  std::string text = std::to_string(problems_.size()) + " of " + std::to_string(attempted_) + " inputs failed";
  if (log.level() == core::Log::Level::quiet) text += ": " + core::joined(problems_);  // no warning says them
  throw core::Error(text);
}

}  // namespace coopseg::cli
