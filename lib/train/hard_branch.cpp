#include "train/hard_branch.h"

#include "core/error.h"
#include "hard_examples/registry.h"
#include "train/hard_studies.h"

namespace coopseg::train {

std::vector<std::string_view> hard_branches() {
  std::vector<std::string_view> names = {"none", "study"};
  for (const hard_examples::Method& method : hard_examples::methods()) names.push_back(method.name);
  return names;
}

void check_hard_branch(const Settings& settings) {
  std::string known;
  bool is_known = false;
  for (const std::string_view name : hard_branches()) {
    known.append(known.empty() ? "" : ", ").append(name);
    is_known = is_known || name == settings.hard_branch;
  }
  if (!is_known)
    throw core::UsageError("--hard-branch: hard-branch '" + settings.hard_branch + "': expected one of " + known);
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
