#include "train/training_data.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "../support/message_of.h"
#include "../support/synthetic_study.h"
#include "../support/temporary_folder.h"

namespace coopseg::train {
namespace {

TEST(TrainingData, ReadsAllCasesOfTheStudiesRelativeToTheList) {
  const TestFolder folder;
  write_study(folder / "one.h5", {synthetic_case("b", "p2", 6), synthetic_case("a", "p1", 5)});
  write_study(folder / "two.h5", {synthetic_case("c", "", 5)});
  write_text(folder / "list.txt", "one.h5\r\n\ntwo.h5\n");
  const TrainingData data = read_training_data(folder / "list.txt");
  ASSERT_EQ(data.cases.size(), 3U);
  EXPECT_EQ(data.cases[0].id, "a");
  EXPECT_EQ(data.cases[2].patient, "c") << "a case without patient counts as its own";
  EXPECT_EQ(data.slices(), 6U);
  EXPECT_EQ(data.cases[1].label[1][18][20].item<std::int64_t>(), 1);
  EXPECT_EQ(data.digests.size(), 2U);
  EXPECT_DOUBLE_EQ(data.spacing[0], 1.5);
}

TEST(TrainingData, NamesListLineAndStudyOfAProblem) {
  const TestFolder folder;
  study::Case unlabelled = synthetic_case("u", "", 5);
  unlabelled.label.reset();
  write_study(folder / "good.h5", {synthetic_case("a", "p1", 5)});
  write_study(folder / "bare.h5", {unlabelled});
  write_text(folder / "bare.txt", "good.h5\nbare.h5\n");
  write_text(folder / "twice.txt", "good.h5\ngood.h5\n");
  write_text(folder / "empty.txt", "\n");
  EXPECT_EQ(message_of([&] { read_training_data(folder / "bare.txt"); }),
            (folder / "bare.txt") + ":2: " + (folder / "bare.h5") + ": /cases/u: has no label");
  EXPECT_EQ(message_of([&] { read_training_data(folder / "twice.txt"); }),
            (folder / "twice.txt") + ":2: " + (folder / "good.h5") + ": /cases/a: stands in an earlier study, too");
  EXPECT_EQ(message_of([&] { read_training_data(folder / "empty.txt"); }),
            (folder / "empty.txt") + ": names no study, one path a line is expected");
}

TEST(TrainingData, StudiesMustAgreeInSpacingAndPreprocessing) {
  const TestFolder folder;
  study::Case wide = synthetic_case("w", "", 5);
  wide.grid.spacing[0] = 1.6;
  study::Case other = synthetic_case("o", "", 5);
  other.preprocessing = "{}";
  write_study(folder / "wide.h5", {synthetic_case("a", "", 5), wide});
  write_study(folder / "other.h5", {synthetic_case("a", "", 5), other});
  write_text(folder / "wide.txt", "wide.h5\n");
  write_text(folder / "other.txt", "other.h5\n");
  EXPECT_NE(message_of([&] {
              read_training_data(folder / "wide.txt");
            }).find("/cases/w: in-plane spacing 1.6 x 1.5 mm found, 1.5 x 1.5 mm of the other cases expected"),
            std::string::npos);
  EXPECT_NE(message_of([&] {
              read_training_data(folder / "other.txt");
            }).find("/cases/o: preprocessing '{}' found, '' of the other cases expected"),
            std::string::npos);
}

TEST(TrainingData, NamesAPatientOfBothSidesOnce) {
  const TestFolder folder;
  write_study(folder / "t.h5", {synthetic_case("a_ED", "a", 5), synthetic_case("b", "", 5)});
  write_study(folder / "v.h5", {synthetic_case("a_ES", "a", 5), synthetic_case("a_late", "a", 5)});
  write_text(folder / "t.txt", "t.h5\n");
  write_text(folder / "v.txt", "v.h5\n");
  const TrainingData training = read_training_data(folder / "t.txt");
  const TrainingData validation = read_training_data(folder / "v.txt");
  EXPECT_EQ(
      leaks(training, validation),
      std::vector<std::string>{"validation set: patient 'a' (case a_ES) is in the training set, too (case a_ED)"});
}

}  // namespace
}  // namespace coopseg::train
