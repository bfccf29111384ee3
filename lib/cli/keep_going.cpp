#include "cli/keep_going.h"

namespace coopseg::cli {

void KeepGoing::finish(const core::Log& log) const {
  if (problems_.empty()) return;
  for (const std::string& problem : problems_) log.warn(problem);
  throw core::Error(std::to_string(problems_.size()) + " of " + std::to_string(attempted_) + " inputs failed");
}

}  // namespace coopseg::cli
