#include "train/settings.h"

#include <array>
#include <cmath>

#include "core/error.h"
#include "core/named_values.h"
#include "core/number_text.h"

namespace coopseg::train {
namespace {

void expect(bool good, const std::string& option, const std::string& found, const std::string& expected) {
  if (!good) throw core::UsageError("--" + option + ": " + found + " found, " + expected + " expected");
}

}  // namespace

HardBranch parse_hard_branch(std::string_view name) {
  constexpr std::array<core::Named<HardBranch>, 3> branches = {
      {{"none", HardBranch::none}, {"latent", HardBranch::latent}, {"study", HardBranch::study}}};
  return core::value_of(branches, "hard-branch", name);
}

Selection parse_selection(std::string_view name) {
  constexpr std::array<core::Named<Selection>, 2> selections = {{{"iou", Selection::iou}, {"dice", Selection::dice}}};
  return core::value_of(selections, "select", name);
}

Schedule parse_schedule(std::string_view name) {
  constexpr std::array<core::Named<Schedule>, 2> schedules = {
      {{"constant", Schedule::constant}, {"cosine", Schedule::cosine}}};
  return core::value_of(schedules, "schedule", name);
}

void check(const Settings& settings) {
  nn::check(settings.architecture);
  expect(settings.size >= nn::code_stride && settings.size <= 4096 && settings.size % nn::code_stride == 0, "size",
         std::to_string(settings.size), "a multiple of 16 up to 4096");
  expect(settings.epochs >= 1, "epochs", std::to_string(settings.epochs), "1 or more");
  expect(settings.max_steps >= 0, "max-steps", std::to_string(settings.max_steps), "0 (no limit) or more");
  expect(settings.patience >= 0, "patience", std::to_string(settings.patience), "0 (no limit) or more");
  expect(settings.time_limit >= 0, "time-limit", std::to_string(settings.time_limit), "0 (no limit) or more seconds");
  expect(settings.batch_size >= 2 && settings.batch_size % 2 == 0, "batch-size", std::to_string(settings.batch_size),
         "an even number of 2 or more");
  expect(std::isfinite(settings.learning_rate) && settings.learning_rate > 0, "learning-rate",
         core::number_text(settings.learning_rate), "above 0");
  expect(settings.warm_up >= 0, "warm-up", std::to_string(settings.warm_up), "0 or more steps");
  expect(settings.noise >= 0 && settings.noise <= 1, "noise", core::number_text(settings.noise), "0 to 1");
  if (settings.hard_branch == HardBranch::study)
    expect(settings.architecture.has_stn() || !settings.latent.masks_shape(), "scope",
           std::string(hard_examples::name_of(settings.latent.scope)),
           "image (a network without STN trains on corrupted images alone)");
  if (settings.hard_branch == HardBranch::latent) hard_examples::check(settings.latent, settings.architecture);
}

}  // namespace coopseg::train
