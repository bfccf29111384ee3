#include <set>

#include "hard_examples/registry.h"
#include "loop_fixture.h"

namespace coopseg::train {
namespace {

TEST_F(Loop, HardExamplesNowAndThenHaveTheirColumnsFromTheFirstEpochOn) {
  settings_.hard_every = 2;
  settings_.hard_from = 3;  // in the second epoch of two steps
  run("whole", 3, false);
  run("parts", 1, false);
  run("parts", 3, true);
  expect_same_end("whole", "parts");
  const std::vector<std::string> lines = losses("whole");
  EXPECT_NE(lines[0].find("loss_pred_shape,loss_hard_seg,"), std::string::npos);
  EXPECT_NE(lines[1].find(",nan,nan,nan,nan,"), std::string::npos) << lines[1];
  EXPECT_EQ(lines[2].find(",nan,"), std::string::npos) << lines[2];
}

TEST_F(Loop, EveryHardBranchIsResumedBitByBitAndMakesItsOwnExamplesOfTheSameBatches) {
  settings_.hard_branch = "none";
  run("first", 1, false);
  settings_.init = folder_ / "first/best.h5";
  settings_.schedule = Schedule::cosine;
  settings_.ema = 0.5;
  settings_.warm_up = 1;
  std::set<std::string> losses_of_all;
  std::set<std::string> first_segmentation_losses;
  for (const hard_examples::Method& method : hard_examples::methods()) {
    settings_.hard_branch = method.name;
    const std::string name(method.name);
    run("whole-" + name, 1, false);
    settings_.max_steps = 1;
    run("parts-" + name, 1, false);
    first_segmentation_losses.insert(cell("parts-" + name, 1, "loss_seg"));
    settings_.max_steps = 0;
    run("parts-" + name, 1, true);
    expect_same_end("whole-" + name, "parts-" + name);
    losses_of_all.insert(losses("whole-" + name).back());
  }
  EXPECT_EQ(losses_of_all.size(), hard_examples::methods().size());
  EXPECT_EQ(first_segmentation_losses.size(), 1U) << "the same weights on the same batch";
}

}  // namespace
}  // namespace coopseg::train
