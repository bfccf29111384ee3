#include "train/description.h"

#include "core/digest.h"
#include "core/files.h"
#include "study/case.h"

namespace coopseg::train {
namespace {

void add_digests(study::Step& step, const std::string& set, const std::vector<std::string>& digests) {
  for (std::size_t i = 0; i < digests.size(); ++i)
    step.digests.emplace_back(set + " " + std::to_string(i + 1), digests[i]);
}

}  // namespace

model_file::ModelInfo describe(const Settings& settings, const TrainingData& training, const TrainingData& validation,
                               study::Step step) {
  add_digests(step, "train", training.digests);
  add_digests(step, "val", validation.digests);
  if (!settings.init.empty()) step.digests.emplace_back("init", core::digest(core::read_input(settings.init).bytes));
  add_digests(step, "hard", training.hard_digests);
  const auto side = static_cast<std::size_t>(settings.size);
  model_file::ModelInfo info;
  info.architecture = settings.architecture;
  info.names = study::names_attribute();
  info.spacing = training.spacing;
  info.size = {side, side};
  info.preprocessing = training.preprocessing;
  for (const auto& [name, value] : step.options) info.config += name + " = " + value + "\n";
  info.provenance = study::append("[]", step);
  return info;
}

}  // namespace coopseg::train
