#include "train/run_folder.h"

#include <torch/torch.h>

#include <array>
#include <cstdlib>
#include <sstream>

#include "core/error.h"
#include "core/number_text.h"
#include "study/case.h"
#include "study/hdf5.h"
#include "train/optimiser.h"

namespace coopseg::train {
namespace {

namespace fs = std::filesystem;
namespace hdf5 = study::hdf5;

constexpr std::array<const char*, 4> outputs = {"best.h5", "last.h5", "log.csv", "config.ini"};

std::string header(const EpochRecord& record) {
  std::string line = "epoch,step,seconds,images_per_s,memory_mb";
  for (const auto& [name, value] : record.losses) line += ",loss_" + name;
  for (const char* network : {"ftn", "stn"})
    for (std::size_t c = 1; c < study::classes; ++c)
      line += ",val_dice_" + std::string(study::class_names[c]) + "_" + network;
  return line + ",val_score\n";
}

std::string to_line(const EpochRecord& record) {
  std::string line = std::to_string(record.progress.epoch) + "," + std::to_string(record.progress.step);
  const auto add = [&line](double value) { line += "," + core::number_text(value); };
  add(record.progress.seconds);
  add(record.images_per_s);
  add(record.memory_mb);
  for (const auto& [name, value] : record.losses) add(value);
  for (const double dice : record.validation.dice_ftn) add(dice);
  for (const double dice : record.validation.dice_stn) add(dice);
  add(record.validation.score);
  return line + "\n";
}

}  // namespace

RunFolder::RunFolder(fs::path folder, bool resume, bool force) : folder_(std::move(folder)) {
  core::in_context(folder_.string(), [&] {
    if (fs::exists(folder_) && !fs::is_directory(folder_)) throw core::Error("is a file, a folder is expected");
    resume_ = resume && fs::exists(folder_ / "last.h5");
    if (resume_) return;
    for (const char* name : outputs) {
      if (!fs::exists(folder_ / name)) continue;
      // A run that was stopped before its first checkpoint is begun afresh by --resume.
      if (!force && !(resume && name == std::string("config.ini")))
        throw core::Error(std::string("holds ") + name +
                          " of an earlier run; --resume goes on from its last.h5, --force replaces it");
      fs::remove(folder_ / name);
    }
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) throw core::Error("cannot be made: " + error.message());
  });
}

core::Input RunFolder::last() const { return core::read_input((folder_ / "last.h5").string()); }

void RunFolder::write(const std::string& name, const core::Bytes& bytes) const {
  core::write_output((folder_ / name).string(), bytes, true);
}

void RunFolder::write_config(const std::string& ini) const {
  core::write_output((folder_ / "config.ini").string(), ini, true);
}

void RunFolder::write_best(const nn::ModelInfo& info, const nn::Networks& networks) const {
  write("best.h5", nn::model_file(info, networks));
}

void RunFolder::write_last(const nn::ModelInfo& info, const nn::Networks& networks, torch::optim::Adam& optimiser,
                           const Progress& progress) const {
  const hdf5::Handle file = hdf5::create_image();
  nn::write_model(file, info, networks);
  write_moments(file, networks, optimiser);
  const hdf5::Handle training = hdf5::create_group(file, "training");
  hdf5::write_integer_attribute(training, "epoch", progress.epoch);
  hdf5::write_integer_attribute(training, "step", progress.step);
  hdf5::write_integer_attribute(training, "epochs_since_best", progress.epochs_since_best);
  hdf5::write_number_attribute(training, "best_score", std::array{progress.best_score});
  hdf5::write_number_attribute(training, "seconds", std::array{progress.seconds});
  write("last.h5", hdf5::image_of(file));
}

void RunFolder::rewind_log(std::int64_t epoch) {
  if (!fs::exists(folder_ / "log.csv")) return;
  const core::Input input = core::read_input((folder_ / "log.csv").string());
  std::istringstream lines(std::string(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size()));
  std::string line;
  for (bool first = true; std::getline(lines, line); first = false)
    if (first || std::strtoll(line.c_str(), nullptr, 10) <= epoch) log_ += line + "\n";
}

void RunFolder::append_log(const EpochRecord& record) {
  if (log_.empty()) log_ = header(record);
  log_ += to_line(record);
  core::write_output((folder_ / "log.csv").string(), log_, true);
}

Progress read_progress(const hdf5::Handle& file, const nn::Networks& networks, torch::optim::Adam& optimiser) {
  read_moments(file, networks, optimiser);
  const hdf5::Handle training = hdf5::open_group(file, "training");
  const auto one = [&](const char* name) { return hdf5::read_number_attribute(training, name, 1)[0]; };
  Progress progress;
  progress.epoch = static_cast<std::int64_t>(one("epoch"));
  progress.step = static_cast<std::int64_t>(one("step"));
  progress.epochs_since_best = static_cast<std::int64_t>(one("epochs_since_best"));
  progress.best_score = one("best_score");
  progress.seconds = one("seconds");
  return progress;
}

}  // namespace coopseg::train
