#include "train/loop.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <fstream>
#include <limits>
#include <sstream>

#include "core/error.h"
#include "synthetic_study.h"

namespace coopseg::train {
namespace {

const core::Log quiet("test", core::Log::Level::quiet);

class Loop : public ::testing::Test {
 protected:
  Loop() {
    torch::set_num_threads(1);
    write_study(folder_ / "t.h5", {synthetic_case("a", "", 5), synthetic_case("b", "", 6)});
    write_study(folder_ / "v.h5", {synthetic_case("c", "", 5.5)});
    write_text(folder_ / "t.txt", "t.h5\n");
    write_text(folder_ / "v.txt", "v.h5\n");
    training_ = read_training_data(folder_ / "t.txt");
    validation_ = read_training_data(folder_ / "v.txt");
    settings_.architecture.base_width = 2;
    settings_.size = 32;
    settings_.batch_size = 4;
    settings_.learning_rate = 1e-3;
    settings_.hard_branch = HardBranch::latent;
    info_.architecture = settings_.architecture;
    info_.names = study::names_attribute();
    info_.spacing = training_.spacing;
    info_.size = {32, 32};
    info_.config = "base-width = 2\n";
    info_.provenance = R"([{"tool":"train-ftn-stn","digests":{"train 1":"x"}}])";
  }

  Progress run(const std::string& name, std::int64_t epochs, bool resume) {
    Settings settings = settings_;
    settings.epochs = epochs;
    RunFolder folder(folder_ / name, resume, false);
    return train(settings, info_, training_, validation_, torch::kCPU, folder, quiet);
  }

  core::Bytes bytes(const std::string& name) const { return core::read_input(folder_ / name).bytes; }

  // log.csv without its columns of time and memory.
  std::vector<std::string> losses(const std::string& run) const {
    std::ifstream file(folder_ / (run + "/log.csv"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
      std::istringstream cells(line);
      std::string kept;
      std::string cell;
      for (int column = 0; std::getline(cells, cell, ','); ++column)
        if (column < 2 || column > 4) kept += cell + ",";
      lines.push_back(kept);
    }
    return lines;
  }

  TemporaryFolder folder_;
  TrainingData training_;
  TrainingData validation_;
  Settings settings_;
  nn::ModelInfo info_;
};

TEST_F(Loop, AResumedRunEndsAsOneThatNeverStopped) {
  run("whole", 4, false);
  run("parts", 2, false);
  const Progress end = run("parts", 4, true);
  EXPECT_EQ(end.epoch, 4);
  EXPECT_EQ(end.step, 8);
  EXPECT_EQ(bytes("whole/best.h5"), bytes("parts/best.h5"));
  EXPECT_EQ(losses("whole"), losses("parts"));
  EXPECT_EQ(losses("whole").size(), 5U);
  EXPECT_EQ(losses("whole")[0],
            "epoch,step,loss_seg,loss_image,loss_gt_shape,loss_pred_shape,loss_hard_seg,loss_hard_image,"
            "loss_hard_pred_shape,loss_hard_corrupted_shape,loss_total,val_dice_LV_ftn,val_dice_MYO_ftn,"
            "val_dice_RV_ftn,val_dice_LV_stn,val_dice_MYO_stn,val_dice_RV_stn,val_score,");
}

TEST_F(Loop, TheSameSeedGivesTheSameModelAndAnotherSeedAnother) {
  run("one", 1, false);
  run("same", 1, false);
  settings_.seed = 1;
  run("other", 1, false);
  EXPECT_EQ(bytes("one/best.h5"), bytes("same/best.h5"));
  EXPECT_NE(bytes("one/best.h5"), bytes("other/best.h5"));
}

TEST_F(Loop, ResumeRefusesOtherOptionsAndAMissingBest) {
  run("run", 1, false);
  info_.config = "base-width = 2\nseed = 1\n";
  EXPECT_THROW(run("run", 2, true), core::Error);
  info_.config = "base-width = 2\nepochs = 7\n";
  EXPECT_NO_THROW(run("run", 2, true)) << "how long training goes on may change";
  std::filesystem::remove(folder_ / "run/best.h5");
  EXPECT_THROW(run("run", 3, true), core::Error);
}

TEST_F(Loop, AnExistingRunIsNotOverwritten) {
  run("run", 1, false);
  const core::Bytes before = bytes("run/last.h5");
  EXPECT_THROW(run("run", 1, false), core::Error);
  EXPECT_EQ(bytes("run/last.h5"), before);
}

TEST_F(Loop, ALossThatIsNotFiniteNamesStepAndSlicesAndKeepsTheLastCheckpoint) {
  run("run", 1, false);
  const core::Bytes before = bytes("run/last.h5");
  training_.cases[1].image.fill_(std::numeric_limits<float>::quiet_NaN());
  try {
    run("run", 2, true);
    FAIL();
  } catch (const core::Error& error) {
    const std::string message = error.what();
    EXPECT_TRUE(message.starts_with("epoch 2, step ")) << message;
    EXPECT_NE(message.find("b/"), std::string::npos) << message;
  }
  EXPECT_EQ(bytes("run/last.h5"), before);
}

TEST_F(Loop, StopsAtTheStepLimit) {
  settings_.max_steps = 3;
  const Progress end = run("run", 100, false);
  EXPECT_EQ(end.step, 3);
  EXPECT_EQ(end.epoch, 2);
}

TEST_F(Loop, LearnsTheSyntheticHeart) {
  settings_.hard_branch = HardBranch::none;
  settings_.architecture.base_width = info_.architecture.base_width = 4;
  settings_.learning_rate = 5e-3;
  const Progress end = run("run", 60, false);
  EXPECT_GT(end.best_score, 0.5);
}

}  // namespace
}  // namespace coopseg::train
