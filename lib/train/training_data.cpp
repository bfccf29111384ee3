#include "train/training_data.h"

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "core/error.h"
#include "core/files.h"
#include "slices/slice_batch.h"
#include "study/preprocessing.h"
#include "study/study_reader.h"

namespace coopseg::train {
namespace {

TrainingCase to_training_case(study::Case subject) {
  TrainingCase item;
  item.id = subject.id;
  item.patient = subject.patient.empty() ? subject.id : subject.patient;
  item.image = slices::to_tensor(std::span<const float>(subject.require_image()), subject.grid);
  item.label =
      slices::to_tensor(std::span<const std::uint8_t>(subject.require_label()), subject.grid).to(torch::kInt64);
  subject.image.reset();
  subject.label.reset();
  item.geometry = std::move(subject);
  return item;
}

void check_agreement(const std::array<double, 2>& spacing, const std::string& preprocessing,
                     const TrainingData& expected) {
  study::check_same_spacing(spacing, expected.spacing, "the other cases");
  study::check_same_preprocessing(preprocessing, expected.preprocessing, "the other cases");
}

void add(TrainingData& data, std::set<std::string>& ids, study::Case subject) {
  core::in_context("/cases/" + subject.id, [&] {
    const std::array<double, 2> spacing = {subject.grid.spacing[0], subject.grid.spacing[1]};
    if (!ids.insert(subject.id).second) throw core::Error("stands in an earlier study, too");
    if (data.cases.empty()) {
      data.spacing = spacing;
      data.preprocessing = subject.preprocessing;
    }
    check_agreement(spacing, subject.preprocessing, data);
  });
  data.cases.push_back(to_training_case(std::move(subject)));
}

}  // namespace

std::size_t TrainingData::slices() const {
  std::size_t count = 0;
  for (const TrainingCase& item : cases) count += static_cast<std::size_t>(item.image.size(0));
  return count;
}

void for_each_study(const std::string& list, const std::function<void(const std::string& path)>& read) {
  const core::Input input = core::read_input(list);
  std::istringstream text(std::string(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size()));
  const std::filesystem::path folder = std::filesystem::path(list).parent_path();
  bool empty = true;
  std::string line;
  for (std::size_t number = 1; std::getline(text, line); ++number) {
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) line.pop_back();
    if (line.empty()) continue;
    core::in_context(list + ":" + std::to_string(number), [&] { read((folder / line).string()); });
    empty = false;
  }
  if (empty) throw core::Error(list + ": names no study, one path a line is expected");
}

TrainingData read_training_data(const std::string& list) {
  TrainingData data;
  std::set<std::string> ids;
  for_each_study(list, [&](const std::string& path) {
    const study::StudyReader study(core::read_input(path));
    data.digests.push_back(study.digest());
    for (const std::string& id : study.ids())
      core::in_context(path, [&] { add(data, ids, study.read(id, {.prediction = false, .probability = false})); });
  });
  return data;
}

void check_agreement(const TrainingData& training, const TrainingData& validation) {
  core::in_context("validation set", [&] { check_agreement(validation.spacing, validation.preprocessing, training); });
}

std::vector<std::string> leaks(const TrainingData& training, const TrainingData& validation) {
  std::map<std::string, std::string> trained;
  for (const TrainingCase& item : training.cases) trained.emplace(item.patient, item.id);
  std::vector<std::string> found;
  for (const TrainingCase& item : validation.cases)
    if (const auto other = trained.find(item.patient); other != trained.end()) {
      found.push_back("validation set: patient '" + item.patient + "' (case " + item.id +
                      ") is in the training set, too (case " + other->second + ")");
      trained.erase(other);
    }
  return found;
}

std::string missing_classes(const TrainingData& data) {
  torch::Tensor counts = torch::zeros({static_cast<std::int64_t>(study::classes)}, torch::kInt64);
  for (const TrainingCase& item : data.cases)
    counts += torch::bincount(item.label.flatten(), {}, static_cast<std::int64_t>(study::classes));
  std::string missing;
  for (std::size_t c = 1; c < study::classes; ++c)
    if (counts[static_cast<std::int64_t>(c)].item<std::int64_t>() == 0)
      missing += (missing.empty() ? "no voxel of " : ", ") + std::string(study::class_names[c]);
  const bool none = counts.slice(0, 1).sum().item<std::int64_t>() == 0;
  return none ? missing + ": all labels are background" : missing;
}

}  // namespace coopseg::train
