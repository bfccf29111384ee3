#include "train/description.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/digest.h"
#include "core/files.h"
#include "study/case.h"

namespace coopseg::train {
namespace {

using Json = nlohmann::ordered_json;

void add_digests(study::Step& step, const std::string& set, const std::vector<std::string>& digests) {
  for (std::size_t i = 0; i < digests.size(); ++i)
    step.digests.emplace_back(set + " " + std::to_string(i + 1), digests[i]);
}

Json set_json(const TrainingData& data) {
  std::set<std::string> patients;
  std::map<std::string, std::size_t> sites;
  std::map<std::string, std::size_t> vendors;
  for (const TrainingCase& one : data.cases) {
    patients.insert(one.patient);
    ++sites[one.geometry.site];
    ++vendors[one.geometry.vendor];
  }
  return {{"cases", data.cases.size()}, {"patients", patients.size()}, {"sites", sites}, {"vendors", vendors}};
}

}  // namespace

std::string scores_json(const ValidationScores& scores) {
  return Json({{"score", scores.score}, {"dice_ftn", scores.dice_ftn}, {"dice_stn", scores.dice_stn}}).dump();
}

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
  info.trained_on = Json({{"train", set_json(training)}, {"val", set_json(validation)}}).dump();
  return info;
}

}  // namespace coopseg::train
