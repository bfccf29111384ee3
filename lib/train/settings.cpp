#include "train/settings.h"

#include <array>
#include <cmath>

#include "core/error.h"
#include "core/named_values.h"
#include "core/number_text.h"
#include "train/hard_branch.h"

namespace coopseg::train {
namespace {

constexpr std::array<core::Named<Selection>, 2> selections = {{{"iou", Selection::iou}, {"dice", Selection::dice}}};
constexpr std::array<core::Named<Schedule>, 2> schedules = {
    {{"constant", Schedule::constant}, {"cosine", Schedule::cosine}}};

void expect(bool good, const std::string& option, const std::string& found, const std::string& expected) {
  if (!good) throw core::UsageError("--" + option + ": " + found + " found, " + expected + " expected");
}

/// What does not suit the network is wrong use of `option`.
template <class Check>
void expect_to_suit(const std::string& option, Check&& check) {
  try {
    check();
  } catch (const core::UsageError&) {
    throw;
  } catch (const core::Error& error) {
    throw core::UsageError("--" + option + ": " + error.what());
  }
}

void check_frozen(const Settings& settings) {
  const std::string option = "--freeze-ftn: the STN alone trains, ";
  if (!settings.architecture.has_stn())
    throw core::UsageError(option + "but network " + std::string(name_of(settings.architecture.network)) +
                           " has none; ftn-stn is expected");
  if (settings.hard_branch != "none" || settings.separate_training)
    throw core::UsageError(option + "hard-branch none and separate-training false are expected");
  if (settings.init.empty()) throw core::UsageError(option + "--init MODEL with a trained FTN is expected");
}

}  // namespace

Selection parse_selection(std::string_view name) { return core::value_of(selections, "select", name); }
Schedule parse_schedule(std::string_view name) { return core::value_of(schedules, "schedule", name); }

std::string_view name_of(Selection selection) { return core::name_of(selections, selection); }
std::string_view name_of(Schedule schedule) { return core::name_of(schedules, schedule); }

bool is_hard(const Settings& settings, std::int64_t step) {
  return settings.hard_branch != "none" && step >= settings.hard_from &&
         (step - settings.hard_from) % settings.hard_every == 0;
}

void check(const Settings& settings) {
  expect(settings.architecture.base_width >= 1 && settings.architecture.base_width <= 1024, "base-width",
         std::to_string(settings.architecture.base_width), "1 to 1024");
  expect_to_suit("variant", [&] { nn::check(settings.architecture); });
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
  expect(settings.ema >= 0 && settings.ema < 1, "ema", core::number_text(settings.ema),
         "0 (no average) to less than 1");
  expect(settings.renew_statistics >= 0, "renew-statistics", std::to_string(settings.renew_statistics),
         "0 (as trained) or more batches");
  expect(settings.hard_every >= 1, "hard-every", std::to_string(settings.hard_every), "1 or more steps");
  expect(settings.hard_from >= 0, "hard-from", std::to_string(settings.hard_from), "step 0 or later");
  expect(settings.noise >= 0 && settings.noise <= 1, "noise", core::number_text(settings.noise), "0 to 1");
  if (settings.freeze_ftn) check_frozen(settings);
  expect_to_suit("hard-branch", [&] { check_hard_branch(settings); });
}

}  // namespace coopseg::train
