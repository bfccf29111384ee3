#include "train/loop.h"

#include <sys/resource.h>
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <sstream>
#include <string_view>

#include "core/error.h"
#include "core/progress.h"
#include "core/random.h"
#include "hard_examples/latent_masking.h"
#include "nn/compute.h"
#include "nn/initialisation.h"
#include "study/provenance.h"
#include "train/hard_studies.h"
#include "train/optimiser.h"
#include "train/sampler.h"

namespace coopseg::train {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double peak_memory_mb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

/// Networks, optimiser and position of a run.
struct State {
  nn::Networks networks;
  torch::optim::Adam optimiser;
  Progress progress;
};

State fresh_state(const Settings& settings, torch::Device device) {
  nn::Networks networks(settings.architecture);
  nn::initialise(networks, settings.seed);
  networks.to(device);
  torch::optim::Adam optimiser = make_adam(networks, settings.learning_rate);
  return {std::move(networks), std::move(optimiser), {}};
}

// The options that decide what is learnt: how long training goes on may change on the way.
std::string without_limits(const std::string& config) {
  constexpr std::array<std::string_view, 4> limits = {"epochs = ", "max-steps = ", "patience = ", "time-limit = "};
  std::istringstream lines(config);
  std::string kept;
  for (std::string line; std::getline(lines, line);)
    if (std::none_of(limits.begin(), limits.end(), [&](std::string_view limit) { return line.starts_with(limit); }))
      kept += line + "\n";
  return kept;
}

State resumed_state(const Settings& settings, const nn::ModelInfo& info, const RunFolder& folder,
                    torch::Device device) {
  const core::Input input = folder.last();
  return core::in_context(input.name, [&] {
    const study::hdf5::Handle file = study::hdf5::open_image(input.bytes);
    nn::Model model = nn::read_model(file);
    if (without_limits(model.info.config) != without_limits(info.config))
      throw core::Error("was trained with other options (see config.ini); to resume it the same are expected");
    if (study::digests_of(model.info.provenance) != study::digests_of(info.provenance))
      throw core::Error("was trained on other studies; to resume it the same are expected");
    model.networks.to(device);
    torch::optim::Adam optimiser = make_adam(model.networks, settings.learning_rate);
    const Progress progress = read_progress(file, model.networks, optimiser);
    if (progress.best_score > Progress{}.best_score && !folder.has_best())
      throw core::Error("records a best score, but best.h5 is missing beside it");
    return State{std::move(model.networks), std::move(optimiser), progress};
  });
}

hard_examples::Generator make_generator(const Settings& settings, nn::Networks& networks, const TrainingData& data,
                                        const std::vector<Sample>& samples, std::int64_t epoch, std::size_t batch) {
  if (settings.hard_branch == HardBranch::none) return {};
  if (settings.hard_branch == HardBranch::study)
    return [&settings, &data, &samples, epoch](const hard_examples::StandardPass& pass) {
      return hard_studies_batch(data, samples, settings, epoch, pass.clean.device());
    };
  return [&settings, &networks, epoch, batch](const hard_examples::StandardPass& pass) {
    core::RandomStream random(settings.seed, epoch, batch, "latent masking");
    const auto draws = hard_examples::draw_latent(settings.latent, pass.codes.image.sizes(), random);
    return hard_examples::mask_codes(networks, pass, settings.latent, draws, nn::Mode::train);
  };
}

std::string names_of(const TrainingData& data, const std::vector<Sample>& samples) {
  std::string names;
  for (const Sample& sample : samples)
    names += (names.empty() ? "" : ", ") + data.cases[sample.item].id + "/" + std::to_string(sample.slice);
  return names;
}

/// Sums the losses of an epoch and stops at one that is not finite.
class EpochLosses {
 public:
  void add(const Losses& losses) {
    if (sums_.empty())
      for (const auto& [name, value] : losses) sums_.emplace_back(name, 0.0);
    for (std::size_t i = 0; i < losses.size(); ++i) {
      const double value = losses[i].second.item<double>();
      if (!std::isfinite(value)) throw core::Error("loss " + losses[i].first + " is " + std::to_string(value));
      sums_[i].second += value;
    }
    ++batches_;
  }

  double last_total(const Losses& losses) const { return losses.back().second.item<double>(); }

  std::vector<std::pair<std::string, double>> means() const {
    auto means = sums_;
    for (auto& [name, value] : means) value /= static_cast<double>(batches_);
    return means;
  }

 private:
  std::vector<std::pair<std::string, double>> sums_;
  std::size_t batches_ = 0;
};

bool reached_steps(const Settings& settings, const Progress& progress) {
  return settings.max_steps > 0 && progress.step >= settings.max_steps;
}

bool ended(const Settings& settings, const Progress& progress) {
  return progress.epoch >= settings.epochs || reached_steps(settings, progress) ||
         (settings.patience > 0 && progress.epochs_since_best >= settings.patience) ||
         (settings.time_limit > 0 && progress.seconds >= static_cast<double>(settings.time_limit));
}

// The steps of one epoch; returns the number of images that went through the networks.
std::size_t train_epoch(const Settings& settings, const TrainingData& data, State& state, EpochLosses& losses,
                        core::Progress& bar) {
  const std::int64_t epoch = state.progress.epoch;
  const auto batches = batches_of_epoch(data, settings, epoch);
  std::size_t images = 0;
  for (std::size_t index = 0; index < batches.size() && !reached_steps(settings, state.progress); ++index) {
    const Batch batch = make_batch(data, batches[index], settings, epoch, state.networks.device());
    const auto generator = make_generator(settings, state.networks, data, batches[index], epoch, index);
    const Losses step = train_step(state.networks, state.optimiser, batch, generator, {settings.separate_training});
    ++state.progress.step;
    try {
      losses.add(step);
    } catch (const core::Error& error) {
      throw core::Error("epoch " + std::to_string(epoch + 1) + ", step " + std::to_string(state.progress.step) + ": " +
                        error.what() + "; slices: " + names_of(data, batches[index]));
    }
    images += static_cast<std::size_t>(batch.clean.size(0));
    bar.advance("epoch " + std::to_string(epoch + 1) + ", loss " + std::to_string(losses.last_total(step)));
  }
  return images;
}

std::size_t planned_steps(const Settings& settings, const TrainingData& data) {
  const auto length = static_cast<std::size_t>(settings.batch_size / 2);
  const std::size_t of_epochs = static_cast<std::size_t>(settings.epochs) * ((data.slices() + length - 1) / length);
  return settings.max_steps > 0 ? std::min(of_epochs, static_cast<std::size_t>(settings.max_steps)) : of_epochs;
}

}  // namespace

Progress train(const Settings& settings, const nn::ModelInfo& info, const TrainingData& training,
               const TrainingData& validation, torch::Device device, RunFolder& folder, const core::Log& log) {
  State state = folder.can_resume() ? resumed_state(settings, info, folder, device) : fresh_state(settings, device);
  if (folder.can_resume()) {
    folder.rewind_log(state.progress.epoch);
    log.info("resumed after epoch " + std::to_string(state.progress.epoch));
  }
  folder.write_config(info.config);
  const nn::LowerPrecision precision(device, settings.bf16);
  const std::size_t planned = planned_steps(settings, training);
  core::Progress bar(log, "step", planned - std::min(planned, static_cast<std::size_t>(state.progress.step)));
  while (!ended(settings, state.progress)) {
    const Clock::time_point start = Clock::now();
    EpochLosses losses;
    const std::size_t images = train_epoch(settings, training, state, losses, bar);
    const double training_seconds = seconds_since(start);
    EpochRecord record{{},
                       static_cast<double>(images) / training_seconds,
                       peak_memory_mb(),
                       losses.means(),
                       validate(state.networks, validation, settings)};
    Progress& progress = state.progress;
    ++progress.epoch;
    progress.seconds += seconds_since(start);
    const bool better = record.validation.score > progress.best_score;
    progress.epochs_since_best = better ? 0 : progress.epochs_since_best + 1;
    if (better) progress.best_score = record.validation.score;
    record.progress = progress;
    if (better) folder.write_best(info, state.networks);
    folder.append_log(record);
    folder.write_last(info, state.networks, state.optimiser, progress);
    log.detail("epoch " + std::to_string(progress.epoch) + ": validation score " +
               std::to_string(record.validation.score) + (better ? ", the best so far" : ""));
  }
  return state.progress;
}

}  // namespace coopseg::train
