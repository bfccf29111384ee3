#include "cli/keep_going.h"

namespace coopseg::cli {

void fail_of(const std::vector<std::string>& problems, std::string text, const core::Log& log) {
  for (const std::string& problem : problems) log.warn(problem);
  if (log.level() == core::Log::Level::quiet)  // no warning says them
    for (const std::string& problem : problems) text += "; " + problem;
  throw core::Error(text);
}

void KeepGoing::finish(const core::Log& log) const {
  if (problems_.empty()) return;
  fail_of(problems_, std::to_string(problems_.size()) + " of " + std::to_string(attempted_) + " inputs failed", log);
}

}  // namespace coopseg::cli
