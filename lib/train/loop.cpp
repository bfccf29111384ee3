#include "train/loop.h"

#include <sys/resource.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "core/error.h"
#include "core/joined.h"
#include "core/progress.h"
#include "nn/compute.h"
#include "train/batch_queue.h"
#include "train/description.h"
#include "train/epoch_losses.h"
#include "train/finite.h"
#include "train/hard_branch.h"
#include "train/optimiser.h"
#include "train/renewed_statistics.h"
#include "train/schedule.h"
#include "train/state.h"
#include "train/weight_average.h"

namespace coopseg::train {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double peak_memory_mb(torch::Device device) {
  if (device.is_cuda()) return static_cast<double>(nn::peak_device_memory(device)) / (1024.0 * 1024.0);
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

StepOptions step_options(const Settings& settings) { return {settings.separate_training, settings.freeze_ftn}; }

hard_examples::DrawKeys keys_of(const Settings& settings, const TrainingData& data, const BatchQueue::Entry& entry) {
  hard_examples::DrawKeys keys{settings.seed, entry.place.epoch, entry.place.position};
  for (const Sample& sample : entry.samples) keys.slices.push_back(data.cases[sample.item].slice_key(sample.slice));
  return keys;
}

std::size_t planned_steps(const Settings& settings, const TrainingData& data) {
  const auto length = static_cast<std::size_t>(settings.batch_size / 2);
  const std::size_t of_epochs = static_cast<std::size_t>(settings.epochs) * ((data.slices() + length - 1) / length);
  return settings.max_steps > 0 ? std::min(of_epochs, static_cast<std::size_t>(settings.max_steps)) : of_epochs;
}

void warn_of_late_steps(const Settings& settings, std::size_t planned, const core::Log& log) {
  const std::string all = " of " + std::to_string(planned) + " steps at most: ";
  if (settings.hard_branch != "none" && settings.hard_from >= static_cast<std::int64_t>(planned))
    log.warn("--hard-from " + std::to_string(settings.hard_from) + all + "none has hard examples");
  if (settings.warm_up > static_cast<std::int64_t>(planned))
    log.warn("--warm-up " + std::to_string(settings.warm_up) + all + "the learning rate never rises to its full");
}

bool reached_steps(const Settings& settings, const Progress& progress) {
  return settings.max_steps > 0 && progress.step >= settings.max_steps;
}

/// One process's share of a run.
struct Run {
  const Settings& settings;
  const model_file::ModelInfo& info;
  const TrainingData& training;
  const TrainingData& validation;
  RunFolder& folder;
  const core::Interruption& interruption;
  const core::Log& log;
  State state;
  hard_examples::HardBranch hard = bind_hard_branch(settings, training);
  EpochLosses losses{loss_terms(settings.architecture, step_options(settings), hard.parts)};
  Clock::time_point counted = Clock::now();  ///< progress.seconds holds the time until here
  Clock::time_point saved = Clock::now();

  Progress& progress() { return state.progress; }
};

// Inside an epoch a run ends at the step limit alone, once what the epoch has so far is validated and logged.
bool ended(Run& run) {
  const Settings& settings = run.settings;
  const Progress& progress = run.progress();
  if (progress.under_way.batches > 0)
    return reached_steps(settings, progress) && run.folder.has_logged(progress.epoch + 1, progress.step);
  return progress.epoch >= settings.epochs || reached_steps(settings, progress) ||
         (settings.patience > 0 && progress.epochs_since_best >= settings.patience) ||
         (settings.time_limit > 0 && progress.seconds >= static_cast<double>(settings.time_limit));
}

std::string position(const Progress& progress) {
  std::string text = "epoch " + std::to_string(progress.epoch);
  if (progress.under_way.batches > 0)
    text += " and " + std::to_string(progress.under_way.batches) + " batches of the next";
  return text + ", step " + std::to_string(progress.step);
}

double count_seconds(Run& run) {
  const Clock::time_point before = std::exchange(run.counted, Clock::now());
  const double seconds = std::chrono::duration<double>(run.counted - before).count();
  run.progress().seconds += seconds;
  return seconds;
}

// A loss can be finite whose gradient is not.
void require_finite(Run& run) {
  run.losses.settle(run.progress().under_way.losses);
  const std::string name = first_not_finite(run.state.networks, run.state.optimiser);
  if (name.empty()) return;
  const StepName& last = run.losses.last_step();
  throw core::Error(last.step + ": " + name + " is not finite after this step; slices: " + last.slices);
}

void save(Run& run) {
  require_finite(run);
  run.folder.write_last(run.info, run.state.networks, run.state.average, run.state.optimiser, run.progress());
  run.saved = Clock::now();
}

void train_batch(Run& run, const BatchQueue::Entry& entry) {
  const Settings& settings = run.settings;
  nn::Networks& networks = run.state.networks;
  Progress& progress = run.progress();
  EpochProgress& under_way = progress.under_way;
  const hard_examples::DrawKeys keys = keys_of(settings, run.training, entry);
  hard_examples::Generator generator;
  if (is_hard(settings, progress.step))
    generator = [&](const hard_examples::StandardPass& pass) { return run.hard.make(networks, pass, keys); };
  const nn::LowerPrecision precision(networks.device(), settings.precision);
  const auto planned = static_cast<std::int64_t>(planned_steps(settings, run.training));
  set_learning_rate(run.state.optimiser, learning_rate(settings, progress.step, planned));
  const Losses losses = train_step(networks, run.state.optimiser, entry.batch, generator, step_options(settings));
  ++progress.step;
  if (run.state.average) move_average(*run.state.average, networks, settings.ema, progress.step);
  ++under_way.batches;
  under_way.images += entry.batch.clean.size(0);
  run.losses.add(losses, {"epoch " + std::to_string(progress.epoch + 1) + ", step " + std::to_string(progress.step),
                          core::joined(keys.slices)});
  run.losses.settle_if_due(under_way.losses);
  under_way.seconds += count_seconds(run);
}

// Trains the rest of the epoch; true where the step limit cuts it short.
bool train_epoch(Run& run, BatchQueue& queue, core::Progress& bar) {
  bool whole = static_cast<std::size_t>(run.progress().under_way.batches) == queue.batches_of_an_epoch();
  while (!whole && !reached_steps(run.settings, run.progress())) {
    const BatchQueue::Entry entry = queue.next();
    whole = entry.ends_epoch;
    train_batch(run, entry);
    bar.advance("epoch " + std::to_string(run.progress().epoch + 1) + ", loss " +
                std::to_string(run.losses.last_total()));
    run.interruption.check();
    if (seconds_since(run.saved) >= static_cast<double>(run.settings.checkpoint_seconds)) save(run);
  }
  return !whole;
}

/// What is validated and kept: the average of the weights where there is one, with new batch-norm statistics where they
/// are asked for. Training goes on with its own.
class Evaluated {
 public:
  explicit Evaluated(Run& run) : networks_(run.state.average ? *run.state.average : run.state.networks) {
    if (run.settings.renew_statistics == 0) return;
    renewed_ = networks_.copy();
    renew_statistics(*renewed_, run.training, run.settings, run.progress().epoch, run.interruption);
  }
  nn::Networks& networks() { return renewed_ ? *renewed_ : networks_; }

 private:
  nn::Networks& networks_;
  std::optional<nn::Networks> renewed_;
};

void write_best(Run& run, const nn::Networks& networks, const ValidationScores& validation, const Progress& progress) {
  model_file::ModelInfo info = run.info;
  info.quality_threshold = quality_threshold(validation.cases);
  info.validation = scores_json(validation);
  run.folder.write_best(info, networks, progress);
}

// Validates and logs an epoch. One that the step limit cut short stays under way in last.h5.
void finish_epoch(Run& run, bool cut) {
  require_finite(run);
  if (cut) save(run);
  const nn::LowerPrecision precision(run.state.networks.device(), run.settings.precision);
  Evaluated evaluated(run);
  ValidationScores validation = validate(evaluated.networks(), run.validation, run.settings, run.interruption);
  count_seconds(run);
  Progress after = run.progress();
  const EpochProgress trained = std::exchange(after.under_way, {});
  const bool better = validation.score > after.best_score;
  ++after.epoch;
  ++after.epochs_since_best;
  if (better) {
    if (cut && after.has_best()) run.folder.keep_best();
    after.epochs_since_best = 0;
    after.best_score = validation.score;
    write_best(run, evaluated.networks(), validation, after);
  }
  run.log.detail("epoch " + std::to_string(after.epoch) + ": validation score " + std::to_string(validation.score) +
                 (better ? ", the best so far" : ""));
  run.folder.append_log({after, static_cast<double>(trained.images) / trained.seconds,
                         peak_memory_mb(run.state.networks.device()), trained.losses, std::move(validation)});
  if (!cut) run.progress() = after;
  save(run);
}

// Makes the folder agree with the checkpoint, whenever the last process stopped.
void take_up(Run& run) {
  const Progress& progress = run.progress();
  const bool cut = progress.under_way.batches > 0 && reached_steps(run.settings, progress);
  const bool complete = cut && run.folder.has_best() && run.folder.has_logged(progress.epoch + 1, progress.step);
  if (!run.folder.rewind_log(progress.epoch + (complete ? 1 : 0)))
    run.log.warn("log.csv lacks lines of the " + std::to_string(progress.epoch) + " epochs done");
  if (!cut) run.folder.restore_best();
  run.folder.check_best(progress);
  run.log.info("goes on after " + position(progress));
}

void train_epochs(Run& run) {
  const Settings& settings = run.settings;
  const auto done = static_cast<std::size_t>(run.progress().step);
  const std::size_t planned = std::max(done, planned_steps(settings, run.training));
  const double seconds = settings.time_limit > 0 ? static_cast<double>(settings.time_limit) - run.progress().seconds
                                                 : std::numeric_limits<double>::infinity();
  core::Progress bar(run.log, "step", planned - done, seconds);
  const torch::Device device = run.state.networks.device();
  // A processor's steps leave no thread idle.
  BatchQueue queue(run.training, settings, device,
                   {run.progress().epoch, static_cast<std::size_t>(run.progress().under_way.batches)},
                   device.is_cuda() ? settings.threads : 0);
  while (!ended(run)) {
    finish_epoch(run, train_epoch(run, queue, bar));
    if (!ended(run)) run.interruption.check();
  }
}

}  // namespace

Progress train(const Settings& settings, const model_file::ModelInfo& info, const TrainingData& training,
               const TrainingData& validation, torch::Device device, RunFolder& folder,
               const core::Interruption& interruption, const core::Log& log) {
  nn::warn_of_slow_precision(device, settings.precision, log);
  const bool resume = folder.can_resume();
  State state = resume ? resumed_state(settings, info, folder, device) : fresh_state(settings, device, log);
  Run run{settings, info, training, validation, folder, interruption, log, std::move(state)};
  warn_of_late_steps(settings, planned_steps(settings, training), log);
  if (resume)
    take_up(run);
  else
    folder.clear();
  folder.write_config(info.config);
  try {
    train_epochs(run);
  } catch (const core::Interrupted& interrupted) {
    count_seconds(run);
    save(run);
    log.info("stopped by " + interrupted.name() + " after " + position(run.progress()) +
             "; --resume goes on from there");
    throw;
  }
  if (!folder.has_best())
    throw core::Error(
        "no best.h5: no epoch has a validation score, since neither the validation labels nor what is predicted for "
        "them hold a class");
  Progress end = run.progress();
  if (std::exchange(end.under_way, {}).batches > 0) {  // the step limit cut an epoch, which counts
    ++end.epoch;
    end.best_score = folder.best_score();
  }
  return end;
}

}  // namespace coopseg::train
