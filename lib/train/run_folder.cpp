#include "train/run_folder.h"

#include <torch/torch.h>

#include <array>
#include <cstdlib>
#include <sstream>

#include "core/error.h"
#include "core/number_text.h"
#include "study/case.h"
#include "train/optimiser.h"

namespace coopseg::train {
namespace {

namespace fs = std::filesystem;
namespace hdf5 = study::hdf5;

constexpr std::array<const char*, 4> outputs = {"best.h5", "last.h5", "log.csv", "config.ini"};
constexpr const char* before_cut = "before-cut.h5";

std::string header(const EpochRecord& record) {
  std::string line = "epoch,step,seconds,images_per_s,memory_mb";
  for (const LossSum& loss : record.losses) line += ",loss_" + loss.term;
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
  for (const LossSum& loss : record.losses) add(loss.mean());
  for (const double dice : record.validation.dice_ftn) add(dice);
  for (const double dice : record.validation.dice_stn) add(dice);
  add(record.validation.score);
  return line + "\n";
}

fs::path made(fs::path folder) {
  core::in_context(folder.string(), [&] {
    if (fs::exists(folder) && !fs::is_directory(folder)) throw core::Error("is a file, a folder is expected");
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw core::Error("cannot be made: " + error.message());
  });
  return folder;
}

// What a process that was killed while it wrote has left.
void remove_temporary_files(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(".coopseg-") && name.ends_with(".tmp")) fs::remove(entry.path());
  }
}

/// An attribute of the group /training of best.h5.
double recorded(const core::Input& best, const std::string& attribute) {
  return core::in_context(best.name, [&] {
    const hdf5::Object file = hdf5::open_file(best.bytes);
    return hdf5::read_number_attribute(hdf5::open_group(file, "training"), attribute, 1).front();
  });
}

}  // namespace

RunFolder::RunFolder(fs::path folder, bool resume, bool force)
    : folder_(made(std::move(folder))), lock_(folder_), resume_(resume && fs::exists(folder_ / "last.h5")) {
  for (const char* name : outputs)
    if (!resume && !force && fs::exists(folder_ / name))
      throw core::Error(folder_.string() + ": holds " + name +
                        " of an earlier run; --resume goes on from its last.h5, --force replaces it");
  remove_temporary_files(folder_);
  if (resume_ && fs::exists(folder_ / "log.csv")) log_ = core::text_of(core::read_input(path("log.csv")));
}

bool RunFolder::has_best() const { return fs::exists(folder_ / "best.h5"); }

double RunFolder::best_score() const { return recorded(core::read_input(path("best.h5")), "best_score"); }

void RunFolder::check_best(const Progress& progress) const {
  if (!progress.has_best()) return;
  if (!has_best()) throw core::Error(path("last.h5") + ": records a best score, but best.h5 is missing beside it");
  const double found = recorded(core::read_input(path("best.h5")), "epoch");
  const std::int64_t expected = progress.epoch - progress.epochs_since_best;
  if (found != static_cast<double>(expected) && found <= static_cast<double>(progress.epoch))
    throw core::Error(path("best.h5") + ": is of epoch " + core::number_text(found) +
                      ", but last.h5 records its best score in epoch " + std::to_string(expected));
}

void RunFolder::clear() const {
  fs::remove(folder_ / "last.h5");  // first, so that what is left if this is interrupted is never resumed
  for (const char* name : outputs) fs::remove(folder_ / name);
  fs::remove(folder_ / before_cut);
}

void RunFolder::write_config(const std::string& ini) const { core::write_output(path("config.ini"), ini, true); }

void RunFolder::write_best(const model_file::ModelInfo& info, const nn::Networks& networks,
                           const Progress& progress) const {
  const hdf5::Handle file = hdf5::create_image();
  model_file::write_model(file, info, networks);
  const hdf5::Handle training = hdf5::create_group(file, "training");
  hdf5::write_integer_attribute(training, "epoch", progress.epoch);
  hdf5::write_integer_attribute(training, "step", progress.step);
  hdf5::write_number_attribute(training, "best_score", std::array{progress.best_score});
  core::write_output(path("best.h5"), hdf5::image_of(file), true);
}

void RunFolder::write_last(const model_file::ModelInfo& info, const nn::Networks& networks,
                           const std::optional<nn::Networks>& average, torch::optim::Adam& optimiser,
                           const Progress& progress) const {
  const hdf5::Handle file = hdf5::create_image();
  model_file::write_model(file, info, networks);
  if (average) model_file::write_weights(file, averaged_weights, *average);
  write_moments(file, networks, optimiser);
  write_progress(file, progress);
  core::write_output(path("last.h5"), hdf5::image_of(file), true);
}

void RunFolder::keep_best() const {
  if (!fs::exists(folder_ / before_cut))
    core::write_output(path(before_cut), core::read_input(path("best.h5")).bytes, true);
}

void RunFolder::restore_best() const {
  if (fs::exists(folder_ / before_cut)) fs::rename(folder_ / before_cut, folder_ / "best.h5");
}

bool RunFolder::has_logged(std::int64_t epoch, std::int64_t step) const {
  return log_.find("\n" + std::to_string(epoch) + "," + std::to_string(step) + ",") != std::string::npos;
}

bool RunFolder::rewind_log(std::int64_t epoch) {
  if (log_.empty()) return epoch == 0;
  std::istringstream lines(log_);
  std::string line;
  std::string kept;
  std::int64_t epochs = -1;  // the header is none
  for (; std::getline(lines, line) && (epochs < 0 || std::strtoll(line.c_str(), nullptr, 10) <= epoch); ++epochs)
    kept += line + "\n";
  if (kept != log_) core::write_output(path("log.csv"), kept, true);
  log_ = kept;
  return epochs == epoch;
}

void RunFolder::append_log(const EpochRecord& record) {
  if (log_.empty()) log_ = header(record);
  log_ += to_line(record);
  core::write_output(path("log.csv"), log_, true);
}

}  // namespace coopseg::train
