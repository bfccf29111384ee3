#include "train/hard_branch.h"

#include <algorithm>

#include "core/error.h"
#include "core/joined.h"
#include "hard_examples/registry.h"
#include "train/hard_studies.h"

namespace coopseg::train {

void check_hard_branch(const Settings& settings) {
  std::vector<std::string_view> known = {"none", "study"};
  for (const hard_examples::Method& method : hard_examples::methods()) known.push_back(method.name);
  if (std::ranges::find(known, settings.hard_branch) == known.end())
    throw core::UsageError("--hard-branch: hard-branch '" + settings.hard_branch + "': expected one of " +
                           core::joined(known));
  for (const hard_examples::Method& method : hard_examples::methods()) {
    const hard_examples::HardBranch branch = method.bind(settings.hard_options);
    if (method.name == settings.hard_branch && branch.check_architecture)
      branch.check_architecture(settings.architecture);
  }
  if (settings.hard_branch == "study") check_hard_studies(settings);
}

hard_examples::HardBranch bind_hard_branch(const Settings& settings, const TrainingData& data) {
  if (settings.hard_branch == "study") return hard_studies(settings, data);
  for (const hard_examples::Method& method : hard_examples::methods())
    if (method.name == settings.hard_branch) return method.bind(settings.hard_options);
  return {};
}

}  // namespace coopseg::train
