#include "train/state.h"

#include <torch/torch.h>

#include <algorithm>
#include <sstream>
#include <string_view>

#include "core/error.h"
#include "core/joined.h"
#include "nn/initialisation.h"
#include "nn/warm_start.h"
#include "study/provenance.h"
#include "train/optimiser.h"

namespace coopseg::train {
namespace {

std::string list_of(const std::vector<std::string>& names) { return names.empty() ? "nothing" : core::joined(names); }

// The sub-networks of all variants have the same shapes, but were trained for other codes.
void check_variant(const nn::Architecture& found, const Settings& settings, const core::Log& log) {
  const nn::Variant expected = settings.architecture.variant;
  if (found.variant == expected) return;
  const std::string names =
      "variant '" + std::string(name_of(found.variant)) + "' found, '" + std::string(name_of(expected)) + "' expected";
  if (settings.freeze_ftn) throw core::Error(settings.init + ": " + names + ", as --freeze-ftn keeps its FTN");
  log.warn(settings.init + ": " + names + "; its weights are taken all the same");
}

void start_from(const Settings& settings, nn::Networks& networks, const core::Log& log) {
  const std::string& path = settings.init;
  const model_file::Model model = model_file::read_model(core::read_input(path));
  const nn::WarmStart start = nn::take_parts(model.networks, networks);
  if (start.taken.empty())
    throw core::Error(path + ": none of its sub-networks fits (base width, classes, channels), so nothing is taken");
  check_variant(model.networks.architecture(), settings, log);
  if (settings.freeze_ftn)
    for (const char* part : {"image_encoder", "segmentation_decoder"})
      if (std::ranges::find(start.fresh, part) != start.fresh.end())
        throw core::Error(path + ": has no " + part + " that fits, as --freeze-ftn expects");
  log.info(path + ": taken are " + list_of(start.taken) + "; new: " + list_of(start.fresh));
}

// The options that decide what is learnt: how long training goes on may change on the way, but for a schedule that ends
// with the steps.
std::string without_limits(const std::string& config, Schedule schedule) {
  std::vector<std::string_view> limits = {"patience = ", "time-limit = "};
  if (schedule == Schedule::constant) limits.insert(limits.end(), {"epochs = ", "max-steps = "});
  std::istringstream lines(config);
  std::string kept;
  for (std::string line; std::getline(lines, line);)
    if (std::none_of(limits.begin(), limits.end(), [&](std::string_view limit) { return line.starts_with(limit); }))
      kept += line + "\n";
  return kept;
}

// What a run has done beyond a lowered limit cannot be taken back.
void check_limit(const std::string& option, std::int64_t limit, std::int64_t done) {
  if (done > limit)
    throw core::Error("has done " + std::to_string(done) + ", --" + option + " " + std::to_string(limit) +
                      " found; to resume it a higher one is expected");
}

}  // namespace

State fresh_state(const Settings& settings, torch::Device device, const core::Log& log) {
  nn::Networks networks(settings.architecture);
  nn::initialise(networks, settings.seed);
  if (!settings.init.empty()) start_from(settings, networks, log);
  networks.to(device);
  torch::optim::Adam optimiser = make_adam(networks, settings.learning_rate);
  std::optional<nn::Networks> average;
  if (settings.ema > 0) average = networks.copy();
  return {std::move(networks), std::move(average), std::move(optimiser), {}};
}

State resumed_state(const Settings& settings, const model_file::ModelInfo& info, const RunFolder& folder,
                    torch::Device device) {
  const core::Input input = folder.last();
  return core::in_context(input.name, [&] {
    const study::hdf5::Object file = study::hdf5::open_file(input.bytes);
    model_file::Model model = model_file::read_model(file);
    if (without_limits(model.info.config, settings.schedule) != without_limits(info.config, settings.schedule))
      throw core::Error("was trained with other options (see config.ini); to resume it the same are expected");
    if (study::digests_of(model.info.provenance) != study::digests_of(info.provenance))
      throw core::Error("was trained on other studies; to resume it the same are expected");
    const Progress progress = read_progress(file);
    if (settings.max_steps > 0) check_limit("max-steps", settings.max_steps, progress.step);
    check_limit("epochs", settings.epochs, progress.epoch);
    model.networks.to(device);
    torch::optim::Adam optimiser = make_adam(model.networks, settings.learning_rate);
    read_moments(file, model.networks, optimiser);
    std::optional<nn::Networks> average;
    if (settings.ema > 0) {
      average = model.networks.copy();
      model_file::read_weights(file, averaged_weights, *average);
    }
    return State{std::move(model.networks), std::move(average), std::move(optimiser), progress};
  });
}

}  // namespace coopseg::train
