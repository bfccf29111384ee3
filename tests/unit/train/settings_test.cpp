#include "train/settings.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/error.h"

namespace coopseg::train {
namespace {

std::string message_of(const Settings& settings) {
  try {
    check(settings);
  } catch (const core::Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Settings, ThePublishedDefaultsAreValid) { EXPECT_EQ(message_of({}), "no error"); }

TEST(Settings, EachRangeIsNamed) {
  const auto with = [](const std::function<void(Settings&)>& change) {
    Settings settings;
    change(settings);
    return message_of(settings);
  };
  EXPECT_EQ(with([](Settings& s) { s.size = 100; }), "size: a multiple of 16 up to 4096 is expected");
  EXPECT_EQ(with([](Settings& s) { s.batch_size = 7; }), "batch-size: an even number of 2 or more is expected");
  EXPECT_EQ(with([](Settings& s) { s.learning_rate = 0; }), "learning-rate: above 0 is expected");
  EXPECT_EQ(with([](Settings& s) { s.epochs = 0; }), "epochs: 1 or more is expected");
}

TEST(Settings, LatentMaskingNeedsNetworksThatHaveTheCodes) {
  Settings settings;
  settings.architecture.network = nn::NetworkType::segmenter;
  settings.hard_branch = HardBranch::latent;
  EXPECT_NE(message_of(settings), "no error");
}

TEST(Settings, WithoutSTNHardStudiesTrainOnTheirImagesAlone) {
  Settings settings;
  settings.architecture.network = nn::NetworkType::segmenter;
  settings.hard_branch = HardBranch::study;
  EXPECT_EQ(message_of(settings),
            "scope: image (hard-branch study trains a network without STN on corrupted images alone) is expected");
  settings.latent.scope = hard_examples::Scope::image;
  EXPECT_EQ(message_of(settings), "no error");
}

}  // namespace
}  // namespace coopseg::train
