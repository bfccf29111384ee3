#include "train/settings.h"

#include <gtest/gtest.h>

#include <functional>

#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::train {
namespace {

std::string message_of(const Settings& settings) {
  return coopseg::message_of([&] { check(settings); });
}

TEST(Settings, ThePublishedDefaultsAreValid) { EXPECT_EQ(message_of({}), ""); }

TEST(Settings, EachRangeIsNamed) {
  const auto with = [](const std::function<void(Settings&)>& change) {
    Settings settings;
    change(settings);
    return message_of(settings);
  };
  EXPECT_EQ(with([](Settings& s) { s.size = 100; }), "--size: 100 found, a multiple of 16 up to 4096 expected");
  EXPECT_EQ(with([](Settings& s) { s.batch_size = 7; }), "--batch-size: 7 found, an even number of 2 or more expected");
  EXPECT_EQ(with([](Settings& s) { s.learning_rate = 0; }), "--learning-rate: 0 found, above 0 expected");
  EXPECT_EQ(with([](Settings& s) { s.noise = 1.5; }), "--noise: 1.5 found, 0 to 1 expected");
  EXPECT_EQ(with([](Settings& s) { s.epochs = 0; }), "--epochs: 0 found, 1 or more expected");
  EXPECT_EQ(with([](Settings& s) { s.max_steps = -1; }), "--max-steps: -1 found, 0 (no limit) or more expected");
  EXPECT_EQ(with([](Settings& s) { s.patience = -2; }), "--patience: -2 found, 0 (no limit) or more expected");
  EXPECT_EQ(with([](Settings& s) { s.ema = 1; }), "--ema: 1 found, 0 (no average) to less than 1 expected");
  EXPECT_EQ(with([](Settings& s) { s.renew_statistics = -1; }),
            "--renew-statistics: -1 found, 0 (as trained) or more batches expected");
  EXPECT_EQ(with([](Settings& s) { s.hard_every = 0; }), "--hard-every: 0 found, 1 or more steps expected");
  EXPECT_EQ(with([](Settings& s) { s.hard_from = -1; }), "--hard-from: -1 found, step 0 or later expected");
  EXPECT_EQ(with([](Settings& s) { s.time_limit = -3; }),
            "--time-limit: -3 found, 0 (no limit) or more seconds expected");
}

TEST(Settings, LatentMaskingNeedsNetworksThatHaveTheCodes) {
  Settings settings;
  settings.architecture.network = nn::NetworkType::segmenter;
  settings.hard_branch = "latent";
  EXPECT_NE(message_of(settings), "");
}

TEST(Settings, AnSTNTrainsAloneOnlyBesideATrainedFTN) {
  Settings settings;
  settings.freeze_ftn = true;
  EXPECT_EQ(message_of(settings), "--freeze-ftn: the STN alone trains, --init MODEL with a trained FTN is expected");
  settings.init = "model.h5";
  EXPECT_EQ(message_of(settings), "");
  settings.hard_branch = "latent";
  EXPECT_EQ(message_of(settings),
            "--freeze-ftn: the STN alone trains, hard-branch none and separate-training false are expected");
  settings.architecture.network = nn::NetworkType::ftn;
  EXPECT_EQ(message_of(settings), "--freeze-ftn: the STN alone trains, but network ftn has none; ftn-stn is expected");
}

TEST(Settings, HardExamplesComeEveryKthStepFromAStepOn) {
  Settings settings;
  settings.hard_every = 3;
  settings.hard_from = 4;
  const auto hard_steps = [&settings] {
    std::vector<std::int64_t> steps;
    for (std::int64_t step = 0; step < 12; ++step)
      if (is_hard(settings, step)) steps.push_back(step);
    return steps;
  };
  EXPECT_EQ(hard_steps(), std::vector<std::int64_t>{}) << "there is no hard branch";
  settings.hard_branch = "latent";
  EXPECT_EQ(hard_steps(), (std::vector<std::int64_t>{4, 7, 10}));
}

TEST(Settings, WithoutSTNHardStudiesTrainOnTheirImagesAlone) {
  Settings settings;
  settings.architecture.network = nn::NetworkType::segmenter;
  settings.hard_branch = "study";
  EXPECT_EQ(message_of(settings),
            "--scope: both found, image (a network without STN trains on corrupted images alone) expected");
  settings.hard_options["scope"] = "image";
  EXPECT_EQ(message_of(settings), "");
}

}  // namespace
}  // namespace coopseg::train
