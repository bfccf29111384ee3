#include "train/hard_studies.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <functional>

#include "../support/synthetic_study.h"
#include "../support/temporary_folder.h"
#include "core/error.h"
#include "nn/stn_input.h"

namespace coopseg::train {
namespace {

using hard_examples::Scope;

const std::vector<Sample> samples = {{0, 1}, {1, 0}, {0, 0}};

/// Two training cases, a and b, and studies of hard examples of them.
class HardStudies : public ::testing::Test {
 protected:
  HardStudies() : cases_({synthetic_case("a", "", 5), synthetic_case("b", "", 7)}) {
    write_study(folder_ / "t.h5", cases_);
    write_text(folder_ / "t.txt", "t.h5\n");
    settings_.size = 48;
    settings_.seed = 3;
    for (study::Case& subject : cases_) subject.prediction = subject.label;
  }

  /// The training data with hard examples from studies of the given cases each.
  TrainingData data(const std::vector<std::vector<study::Case>>& studies, Scope scope = Scope::both) {
    std::string list;
    for (std::size_t i = 0; i < studies.size(); ++i) {
      const std::string name = std::to_string(i) + ".h5";
      write_study(folder_ / name, studies[i]);
      list += name + "\n";
    }
    write_text(folder_ / "hard.txt", list);
    TrainingData data = read_training_data(folder_ / "t.txt");
    unused_ = read_hard_studies(folder_ / "hard.txt", scope, data);
    return data;
  }

  std::string message(const std::vector<std::vector<study::Case>>& studies, Scope scope = Scope::both) {
    try {
      data(studies, scope);
    } catch (const core::Error& error) {
      return std::string(error.what()).substr((folder_ / "").size());
    }
    return "no error";
  }

  /// The message where case b is changed.
  std::string message_of_b(const std::function<void(study::Case&)>& change) {
    std::vector<study::Case> changed = cases_;
    change(changed[1]);
    const std::string found = message({changed});
    const std::string context = "hard.txt:1: " + (folder_ / "0.h5") + ": /cases/b: ";
    return found.starts_with(context) ? found.substr(context.size()) : "without context: " + found;
  }

  hard_examples::HardExamples batch(const TrainingData& data, std::int64_t epoch = 0) {
    return hard_studies_batch(data, samples, settings_, epoch, torch::kCPU);
  }

  TestFolder folder_;
  std::vector<study::Case> cases_;
  Settings settings_;
  std::vector<std::string> unused_;
};

TEST_F(HardStudies, AStudyEqualToTheTrainingStudyGivesTheBatchItself) {
  const TrainingData training = data({cases_});
  for (const std::int64_t epoch : {0, 1, 2}) {
    const Batch expected = make_batch(training, samples, settings_, epoch);
    const auto hard = batch(training, epoch);
    EXPECT_TRUE(torch::equal(hard.image, expected.clean));
    const torch::Tensor label = nn::stn_input_from_label(expected.label, study::classes);
    EXPECT_TRUE(torch::allclose(nn::stn_input_from_logits(hard.logits), label, 0, 1e-12));
  }
}

TEST_F(HardStudies, LogitsAreTheLogarithmOfTheProbabilityAndOutsideOfTheSliceIsBackground) {
  const std::size_t voxels = cases_[0].grid.voxels();
  std::vector<study::Case> hard = cases_;
  for (study::Case& subject : hard) {
    subject.probability.emplace(study::classes * voxels);
    for (std::size_t i = 0; i < voxels; ++i)
      for (std::size_t c = 0; c < study::classes; ++c)
        (*subject.probability)[c * voxels + i] = (i % study::classes == c) ? 0.7F : 0.1F;
  }
  const torch::Tensor found = batch(data({hard})).logits.slice(0, 3);
  ASSERT_EQ(found.sizes(), (std::vector<std::int64_t>{3, 4, 48, 48}));
  // The slice of 40 x 36 pixels begins at (4, 6) of the square; its pixel (x, y) of slice z has voxel (36 z + y) 40 +
  // x.
  const torch::Tensor p = found.exp();
  for (const auto& [position, z] : {std::pair{0, 1}, {2, 0}})
    for (const auto& [x, y] : {std::pair{0, 0}, {17, 3}, {39, 35}})
      for (int c = 0; c < 4; ++c) {
        const float expected = ((36 * z + y) * 40 + x) % 4 == c ? 0.7F : 0.1F;
        EXPECT_NEAR(p[position][c][y + 6][x + 4].item<float>(), expected, 1e-6F);
      }
  EXPECT_NEAR(p[0][0][5][20].item<float>(), 1.0F, 1e-6F);
  EXPECT_NEAR(p[0][1][5][20].item<float>(), 0.0F, 1e-6F);
}

TEST_F(HardStudies, TheSegmentationIsAugmentedAsTheLabelOfItsSlice) {
  std::vector<study::Case> hard = cases_;
  // Class of the reference label plus one, so that it cannot be mistaken for the label itself.
  for (study::Case& subject : hard)
    for (std::uint8_t& label : *subject.prediction) label = static_cast<std::uint8_t>((label + 1) % study::classes);
  const TrainingData training = data({hard});
  const Batch expected = make_batch(training, samples, settings_, 4);
  const torch::Tensor labels = batch(training, 4).logits.argmax(1);
  // Outside of the slice, too, the label is background.
  const torch::Tensor heart = expected.label > 0;
  EXPECT_GT(heart.sum().item<std::int64_t>(), 1000);
  EXPECT_TRUE(torch::equal(labels.index({heart}), (expected.label.index({heart}) + 1) % 4));
}

TEST_F(HardStudies, EachSliceDrawsACopyByItsKeyAlone) {
  std::vector<study::Case> dark = cases_;
  for (study::Case& subject : dark)
    for (float& value : *subject.image) value *= 0.25F;
  const TrainingData training = data({cases_, dark});
  ASSERT_EQ(training.hard_digests.size(), 2U);
  const auto is_dark = [&](const std::vector<Sample>& chosen, std::int64_t epoch) {
    const auto hard = hard_studies_batch(training, chosen, settings_, epoch, torch::kCPU);
    std::vector<bool> found;
    for (std::size_t i = 0; i < chosen.size(); ++i)
      found.push_back(hard.image[static_cast<std::int64_t>(chosen.size() + i)].max().item<float>() < 0.5F);
    return found;
  };
  int dark_draws = 0;
  for (std::int64_t epoch = 0; epoch < 40; ++epoch) {
    const auto together = is_dark(samples, epoch);
    dark_draws += static_cast<int>(std::ranges::count(together, true));
    EXPECT_EQ(is_dark({samples[1]}, epoch)[0], together[1]);
  }
  EXPECT_NEAR(dark_draws, 60, 20);  // of 120 with probability 1/2: within 3.6 deviations
}

TEST_F(HardStudies, ScopeSaysWhichPartsTakePart) {
  const auto parts = [&](const std::vector<study::Case>& hard, Scope scope) {
    const auto found = batch(data({hard}, scope));
    return std::pair{found.image.defined(), found.logits.defined()};
  };
  EXPECT_EQ(parts(cases_, Scope::both), (std::pair{true, true}));
  EXPECT_EQ(parts(cases_, Scope::image), (std::pair{true, false}));
  EXPECT_EQ(parts(cases_, Scope::shape), (std::pair{false, true}));
  std::vector<study::Case> images = cases_;
  std::vector<study::Case> segmentations = cases_;
  for (study::Case& subject : images) subject.prediction.reset();
  for (study::Case& subject : segmentations) subject.image.reset();
  EXPECT_EQ(parts(images, Scope::both), (std::pair{true, false}));
  EXPECT_EQ(parts(segmentations, Scope::both), (std::pair{false, true}));
  EXPECT_TRUE(message({images}, Scope::shape)
                  .ends_with("/cases/a: has nothing that scope 'shape' takes, expected an "
                             "image (image, both) or a probability or prediction (shape, "
                             "both)"));
  EXPECT_NE(message({segmentations}, Scope::image).find("has nothing that scope 'image' takes"), std::string::npos);
  EXPECT_NE(message({{images[0]}, {cases_[1]}})
                .find("hard.txt:2: " + (folder_ / "1.h5") +
                      ": /cases/b: image and segmentation found, image alone as in the first hard example expected"),
            std::string::npos);
}

TEST_F(HardStudies, GridPreprocessingAndLabelMustBeTheTrainingCases) {
  EXPECT_EQ(
      message_of_b([](study::Case& b) { b.grid.origin[2] = 4; }),
      "geometry: origin (0, 0, 4) in the hard example, (0, 0, 0) in the training case; tolerance: 1e-3 of a voxel");
  EXPECT_TRUE(message_of_b([](study::Case& b) {
                std::swap(b.grid.size[0], b.grid.size[1]);
              }).starts_with("geometry: size (36, 40, 2) in the hard example, (40, 36, 2)"));
  EXPECT_EQ(message_of_b([](study::Case& b) { b.preprocessing = "{}"; }),
            "preprocessing '{}' found, '' of the training case expected");
  EXPECT_EQ(message_of_b([](study::Case& b) { (*b.label)[7] = (*b.label)[8] = 3; }),
            "label differs from that of the training case in 2 voxels, the same is expected");
  std::vector<study::Case> unlabelled = cases_;
  for (study::Case& subject : unlabelled) {
    subject.label.reset();
    subject.grid.origin[0] = 1e-4;
  }
  EXPECT_EQ(message({unlabelled}), "no error") << "no label is needed, and grids agree within 0.001 of a voxel";
}

TEST_F(HardStudies, EveryTrainingCaseNeedsAHardExampleAndOtherCasesTakeNoPart) {
  EXPECT_EQ(message({{cases_[0]}}), "hard.txt: no study has a hard example of the training case b");
  EXPECT_EQ(message({{synthetic_case("z", "", 5), cases_[1]}, {cases_[0]}}), "no error");
  EXPECT_EQ(unused_, std::vector<std::string>{"z"});
}

}  // namespace
}  // namespace coopseg::train
