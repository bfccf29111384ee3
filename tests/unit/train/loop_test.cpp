#include "train/loop.h"

#include <limits>
#include <tuple>

#include "core/error.h"
#include "loop_fixture.h"
#include "train/sampler.h"

namespace coopseg::train {
namespace {

TEST_F(Loop, AResumedRunEndsAsOneThatNeverStopped) {
  run("whole", 4, false);
  run("parts", 2, false);
  const Progress end = run("parts", 4, true);
  EXPECT_EQ(end.epoch, 4);
  EXPECT_EQ(end.step, 8);
  expect_same_end("whole", "parts");
  EXPECT_EQ(losses("whole").size(), 5U);
  EXPECT_EQ(losses("whole")[0],
            "epoch,step,loss_seg,loss_image,loss_gt_shape,loss_pred_shape,loss_hard_seg,loss_hard_image,"
            "loss_hard_pred_shape,loss_hard_corrupted_shape,loss_total,val_dice_LV_ftn,val_dice_MYO_ftn,"
            "val_dice_RV_ftn,val_dice_LV_stn,val_dice_MYO_stn,val_dice_RV_stn,val_score,");
}

// Two steps an epoch and its validation: the signal comes before each of them.
TEST_F(Loop, ASignalStopsAfterTheStepAndTheRunEndsAsOneThatNeverStopped) {
  run("whole-1", 1, false);
  run("whole-2", 2, false);
  for (const auto& [signal, epochs] : {std::pair{SIGTERM, 2}, std::pair{SIGUSR1, 1}, std::pair{SIGINT, 1}}) {
    const std::string name = "parts-" + std::to_string(signal);
    signal_ = signal;
    int stops = 0;
    for (bool done = false; !done;) try {
        run(name, epochs, true);
        done = true;
      } catch (const core::Interrupted& interrupted) {
        EXPECT_EQ(interrupted.signal(), signal);
        ++stops;
      }
    EXPECT_EQ(stops, epochs * 3 - 1);
    expect_same_end("whole-" + std::to_string(epochs), name);
  }
}

TEST_F(Loop, ARaisedStepLimitGivesWhatItWouldHaveGivenAtOnce) {
  for (const double learning_rate : {1e-3, 1.0}) {  // validation gets better, gets worse
    settings_.learning_rate = learning_rate;
    const std::string rate = std::to_string(learning_rate);
    settings_.max_steps = 5;
    run("whole" + rate, 100, false);
    for (settings_.max_steps = 1; settings_.max_steps <= 5; ++settings_.max_steps) {
      EXPECT_EQ(run("parts" + rate, 100, true).step, settings_.max_steps);
      const core::Bytes before = bytes("parts" + rate + "/best.h5");
      EXPECT_EQ(run("parts" + rate, 100, true).step, settings_.max_steps);
      EXPECT_EQ(bytes("parts" + rate + "/best.h5"), before) << "nothing is left to do";
    }
    expect_same_end("whole" + rate, "parts" + rate);
  }
}

// The limit is raised inside an epoch, and a signal comes between its last step and its validation.
TEST_F(Loop, ALineOfAnEarlierStepLimitIsNotTakenForThisOne) {
  settings_.batch_size = 2;
  settings_.max_steps = 3;
  run("whole", 100, false);
  settings_.max_steps = 2;
  run("parts", 100, false);
  settings_.max_steps = 3;
  signal_ = SIGTERM;
  EXPECT_THROW(run("parts", 100, true), core::Interrupted);
  signal_ = 0;
  EXPECT_EQ(run("parts", 100, true).step, 3);
  expect_same_end("whole", "parts");
}

// A raised limit puts the earlier best.h5 back; the run is killed there and goes on with the old limit.
TEST_F(Loop, ABestThatWasPutBackIsNotTakenForThatOfTheCut) {
  settings_.learning_rate = 0.01;
  settings_.max_steps = 3;
  run("run", 100, false);
  const core::Bytes best = bytes("run/best.h5");
  const core::Bytes last = bytes("run/last.h5");
  const auto lines = losses("run");
  ASSERT_TRUE(std::filesystem::exists(folder_ / "run/before-cut.h5")) << "validation got better in the cut epoch";
  settings_.max_steps = 4;
  signal_ = SIGTERM;
  EXPECT_THROW(run("run", 100, true), core::Interrupted);
  core::write_output(folder_ / "run/last.h5", last, true);
  signal_ = 0;
  settings_.max_steps = 3;
  run("run", 100, true);
  EXPECT_EQ(bytes("run/best.h5"), best);
  EXPECT_EQ(losses("run"), lines);
}

TEST_F(Loop, CheckpointsInsideAnEpochLoseNoStep) {
  run("whole", 3, false);
  settings_.checkpoint_seconds = 0;
  const Sample second = batches_of_epoch(training_, settings_, 0)[1][0];
  torch::Tensor& image = training_.cases[second.item].image;
  const torch::Tensor whole = image.clone();
  image[second.slice].fill_(std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(message_of("parts", 3, false).starts_with("epoch 1, step 2: "));
  image = whole;
  EXPECT_EQ(read_progress(study::hdf5::open_file(bytes("parts/last.h5"))).under_way.batches, 1);
  run("parts", 3, true);
  expect_same_end("whole", "parts");
}

// A lower precision must not outlive the weights that it was made from.
TEST_F(Loop, InBfloat16Too) {
  settings_.precision = nn::Precision::bf16;
  run("whole", 3, false);
  run("parts", 1, false);
  run("parts", 3, true);
  expect_same_end("whole", "parts");
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

TEST_F(Loop, ResumeRefusesALimitThatTheRunHasPassed) {
  settings_.max_steps = 3;
  run("run", 100, false);
  settings_.max_steps = 2;
  EXPECT_NE(message_of("run", 100, true).find("has done 3, --max-steps 2 found; to resume it a higher one is expected"),
            std::string::npos);
  settings_.max_steps = 0;
  run("whole", 2, false);
  EXPECT_NE(message_of("whole", 1, true).find("has done 2, --epochs 1 found"), std::string::npos);
}

TEST_F(Loop, AScheduleEndsWithTheStepsAndIsResumedBitByBit) {
  settings_.schedule = Schedule::cosine;
  settings_.warm_up = 2;
  settings_.max_steps = 6;
  info_.config = "schedule = cosine\nmax-steps = 6\n";
  run("whole", 9, false);
  signal_ = SIGTERM;
  EXPECT_THROW(run("parts", 9, false), core::Interrupted);
  signal_ = 0;
  run("parts", 9, true);
  expect_same_end("whole", "parts");
  settings_.schedule = Schedule::constant;
  run("constant", 9, false);
  EXPECT_NE(bytes("constant/last.h5"), bytes("whole/last.h5"));
  settings_.schedule = Schedule::cosine;
  info_.config = "schedule = cosine\nmax-steps = 8\n";
  EXPECT_THROW(run("whole", 9, true), core::Error) << "another end is another schedule";
}

TEST_F(Loop, AveragedWeightsAreKeptAndResumedBitByBit) {
  run("plain", 4, false);
  settings_.ema = 0.9;
  run("whole", 4, false);
  run("parts", 1, false);
  run("parts", 4, true);
  expect_same_end("whole", "parts");
  EXPECT_NE(bytes("whole/best.h5"), bytes("plain/best.h5"));
  const auto last = study::hdf5::open_file(bytes("whole/last.h5"));
  const model_file::Model trained = model_file::read_model(last);
  const model_file::Model plain = model_file::read_model(core::Input{"plain", bytes("plain/last.h5")});
  const nn::Networks average = trained.networks.copy();
  model_file::read_weights(last, averaged_weights, average);
  EXPECT_TRUE(torch::equal(trained.networks.parameters()[0], plain.networks.parameters()[0]))
      << "the average changes no step";
  EXPECT_FALSE(torch::equal(trained.networks.parameters()[0], average.parameters()[0]));
}

TEST_F(Loop, RenewedStatisticsAreThoseOfTrainingBatchesAndChangeNoStep) {
  run("plain", 3, false);
  settings_.renew_statistics = 3;  // more than an epoch has
  run("whole", 3, false);
  signal_ = SIGTERM;
  EXPECT_THROW(run("parts", 3, false), core::Interrupted);
  signal_ = 0;
  run("parts", 1, true);
  run("parts", 3, true);
  expect_same_end("whole", "parts");
  EXPECT_EQ(without_seconds(bytes("whole/last.h5")).size(), without_seconds(bytes("plain/last.h5")).size());
  const auto state = [&](const std::string& name) {
    return nn::state_of(*model_file::read_model(core::Input{name, bytes(name)}).networks.sub_networks()[0].module);
  };
  const auto norm = std::string("general_encoder.inc.1.");
  EXPECT_TRUE(
      torch::equal(state("whole/last.h5").at(norm + "running_mean"), state("plain/last.h5").at(norm + "running_mean")));
  const auto best = state("whole/best.h5");
  EXPECT_FALSE(torch::allclose(best.at(norm + "running_mean"), state("plain/best.h5").at(norm + "running_mean")));
  EXPECT_EQ(best.at(norm + "num_batches_tracked").item<int>(), 3);
}

TEST_F(Loop, TheSTNTrainsAloneOnAModelsFTN) {
  run("first", 2, false);
  settings_.init = folder_ / "first/best.h5";
  settings_.hard_branch = "none";
  settings_.freeze_ftn = true;
  settings_.ema = 0.5;
  settings_.renew_statistics = 2;
  settings_.learning_rate = 1e-2;
  run("whole", 3, false);
  run("parts", 1, false);
  run("parts", 3, true);
  expect_same_end("whole", "parts");
  const model_file::Model before = model_file::read_model(core::read_input(folder_ / "first/best.h5"));
  const model_file::Model after = model_file::read_model(core::read_input(folder_ / "whole/best.h5"));
  for (std::size_t i = 0; i < before.networks.sub_networks().size(); ++i) {
    const auto& [name, module] = before.networks.sub_networks()[i];
    const auto found = nn::state_of(*after.networks.sub_networks()[i].module);
    bool same = true;
    for (const auto& [key, tensor] : nn::state_of(*module)) same = same && torch::equal(tensor, found.at(key));
    EXPECT_EQ(same, !nn::is_of_stn(name)) << name;
  }
}

TEST_F(Loop, StartsFromTheFittingPartsOfAModel) {
  run("first", 1, false);
  settings_.init = folder_ / "first/best.h5";
  settings_.learning_rate = 1e-12;
  run("second", 1, false);
  const auto weights = [&](const std::string& name) {
    return model_file::read_model(core::Input{name, bytes(name)}).networks.parameters();
  };
  const auto before = weights("first/best.h5");
  const auto after = weights("second/best.h5");
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(torch::allclose(before[i], after[i], 0, 1e-6));
  settings_.init = "";
  run("third", 1, false);
  EXPECT_FALSE(torch::allclose(before[0], weights("third/best.h5")[0], 0, 1e-6));
  settings_.init = folder_ / "first/best.h5";
  settings_.architecture.base_width = 4;
  EXPECT_NE(message_of("wide", 1, false).find("none of its sub-networks fits"), std::string::npos);
}

// Sub-networks of all variants have the same shapes.
TEST_F(Loop, AFrozenFTNMustBeOfTheSameVariant) {
  settings_.architecture.variant = info_.architecture.variant = nn::Variant::no_decoupler;
  run("first", 1, false);
  settings_.architecture.variant = info_.architecture.variant = nn::Variant::none;
  settings_.init = folder_ / "first/best.h5";
  run("warm", 1, false);
  settings_.hard_branch = "none";
  settings_.freeze_ftn = true;
  EXPECT_EQ(message_of("alone", 1, false),
            settings_.init + ": variant 'no-decoupler' found, 'none' expected, as --freeze-ftn keeps its FTN");
}

TEST_F(Loop, WithoutAScoreThereIsAnError) {
  for (TrainingCase& one : validation_.cases) one.label.zero_();
  for (TrainingCase& one : training_.cases) one.label.zero_();
  settings_.hard_branch = "none";
  settings_.learning_rate = 0.05;
  run("background", 8, false);
  settings_.init = folder_ / "background/best.h5";
  settings_.learning_rate = 1e-12;
  settings_.select = Selection::dice;
  EXPECT_TRUE(message_of("run", 2, false).starts_with("no best.h5: no epoch has a validation score"));
  settings_.max_steps = 1;
  EXPECT_TRUE(message_of("cut", 2, false).starts_with("no best.h5: no epoch has a validation score"));
  EXPECT_TRUE(message_of("cut", 2, true).starts_with("no best.h5: no epoch has a validation score"));
}

TEST_F(Loop, StepsThatThePlanNeverReachesAreWarnedOf) {
  settings_.max_steps = 1;
  settings_.hard_from = 1;
  settings_.warm_up = 2;
  RunFolder folder(folder_ / "run", false, false);
  testing::internal::CaptureStderr();
  train(settings_, info_, training_, validation_, torch::kCPU, folder, core::Interruption(),
        core::Log("tool", core::Log::Level::normal));
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_NE(told.find("warning: --hard-from 1 of 1 steps at most: none has hard examples\n"), std::string::npos)
      << told;
  EXPECT_NE(told.find("warning: --warm-up 2 of 1 steps at most: the learning rate never rises to its full\n"),
            std::string::npos)
      << told;
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
  const std::string message = message_of("run", 2, true);
  EXPECT_TRUE(message.starts_with("epoch 2, step ")) << message;
  EXPECT_NE(message.find("loss seg is nan; slices: "), std::string::npos) << message;
  EXPECT_NE(message.find("b/"), std::string::npos) << message;
  EXPECT_EQ(bytes("run/last.h5"), before);
}

// One step an epoch: its loss is finite, the weights after it are not.
TEST_F(Loop, AWeightThatIsNotFiniteIsNeverSaved) {
  settings_.batch_size = 8;
  run("run", 1, false);
  const core::Bytes last = changed(bytes("run/last.h5"), [](torch::optim::Adam& optimiser, Progress&) {
    static_cast<torch::optim::AdamParamState&>(*optimiser.state().begin()->second).exp_avg().fill_(3e38);
  });
  core::write_output(folder_ / "run/last.h5", last, true);
  const core::Bytes best = bytes("run/best.h5");
  settings_.learning_rate = 1e3;
  const std::string message = message_of("run", 2, true);
  EXPECT_TRUE(message.starts_with("epoch 2, step 2: weights/")) << message;
  EXPECT_NE(message.find(" is not finite after this step; slices: "), std::string::npos) << message;
  EXPECT_EQ(bytes("run/last.h5"), last);
  EXPECT_EQ(bytes("run/best.h5"), best);
}

TEST_F(Loop, PatienceCountsAcrossProcesses) {
  settings_.hard_branch = "none";
  settings_.learning_rate = 0.1;  // too high to get better with every epoch
  run("whole", 12, false);
  const std::vector<std::string> lines = losses("whole");
  double best = -1;
  std::int64_t best_epoch = 0;
  std::int64_t epoch = 0;
  do {
    const std::string& line = lines[static_cast<std::size_t>(++epoch)];
    const double score = std::stod(line.substr(line.rfind(',', line.size() - 2) + 1));
    if (score > best) std::tie(best, best_epoch) = std::tuple(score, epoch);
  } while (epoch < 12 && epoch - best_epoch < 2);
  ASSERT_LT(epoch, 12);
  settings_.patience = 2;
  for (std::int64_t epochs = 1; epochs < epoch; ++epochs) EXPECT_EQ(run("run", epochs, true).epoch, epochs);
  EXPECT_EQ(run("run", 100, true).epoch, epoch);
  EXPECT_EQ(run("run", 100, true).epoch, epoch) << "its patience is over";
  settings_.patience = 3;
  EXPECT_GT(run("run", epoch + 1, true).epoch, epoch);
}

TEST_F(Loop, TheTimeLimitCountsAcrossProcesses) {
  settings_.time_limit = 1;
  const Progress end = run("run", 100000, false);
  EXPECT_GE(end.seconds, 1.0);
  EXPECT_LT(end.epoch, 100000);
  EXPECT_EQ(run("run", 100000, true).epoch, end.epoch) << "its time is over";
  settings_.time_limit = static_cast<std::int64_t>(end.seconds) + 1;
  const Progress later = run("run", 100000, true);
  EXPECT_GT(later.epoch, end.epoch);
  EXPECT_GE(later.seconds, static_cast<double>(settings_.time_limit));
}

TEST_F(Loop, StopsAtTheStepLimit) {
  settings_.max_steps = 3;
  const Progress end = run("run", 100, false);
  EXPECT_EQ(end.step, 3);
  EXPECT_EQ(end.epoch, 2);
  settings_.max_steps = 1;
  const Progress first = run("first", 100, false);
  EXPECT_EQ(first.epoch, 1);
  EXPECT_NEAR(first.best_score, std::stod(cell("first", 1, "val_score")), 1e-11) << "of what the first epoch had";
  EXPECT_EQ(run("first", 100, true).best_score, first.best_score) << "nothing is left to do";
}

TEST_F(Loop, LearnsTheSyntheticHeart) {
  settings_.hard_branch = "none";
  settings_.architecture.base_width = info_.architecture.base_width = 4;
  settings_.learning_rate = 5e-3;
  const Progress end = run("run", 30, false);
  EXPECT_GT(end.best_score, 0.5);
}

}  // namespace
}  // namespace coopseg::train
