#include "evaluation/label_source.h"

#include <gtest/gtest.h>

#include "../support/message_of.h"
#include "core/error.h"
#include "study/study_writer.h"

namespace coopseg::evaluation {
namespace {

using Labels = std::vector<std::uint8_t>;

study::Case case_of(const std::string& id) {
  study::Case subject;
  subject.id = id;
  subject.patient = "p1";
  subject.grid = {.size = {2, 1, 1}, .spacing = {1, 1, 1}, .origin = {}, .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  subject.image = std::vector<float>{0, 1};
  return subject;
}

std::shared_ptr<study::OpenStudies> study_of(const std::vector<study::Case>& cases) {
  study::StudyWriter writer;
  for (const study::Case& subject : cases) writer.add(subject);
  return std::make_shared<study::OpenStudies>([bytes = writer.finish()](const std::string& path) {
    return core::Input{path, bytes};
  });
}

std::string message(const LabelSource& source, const std::string& id) {
  return message_of([&] { source.at(id)(); });
}

TEST(LabelSource, RoleChoosesTheArray) {
  study::Case both = case_of("both");
  both.label = Labels{1, 1};
  both.prediction = Labels{2, 2};
  study::Case label_alone = case_of("label");
  label_alone.label = Labels{3, 3};
  const auto study = study_of({both, label_alone});
  EXPECT_EQ(study_labels(study, "s.h5", Role::reference).at("both")().voxels, (Labels{1, 1}));
  EXPECT_EQ(study_labels(study, "s.h5", Role::prediction).at("both")().voxels, (Labels{2, 2}));
  EXPECT_EQ(study_labels(study, "s.h5", Role::prediction).at("label")().voxels, (Labels{3, 3}));
  EXPECT_EQ(study_labels(study, "s.h5", Role::prediction_of_its_own).at("both")().voxels, (Labels{2, 2}));
  EXPECT_EQ(message(study_labels(study, "s.h5", Role::prediction_of_its_own), "label"),
            "s.h5: /cases/label: has no prediction");
}

TEST(LabelSource, MissingArraysAreNamed) {
  study::Case prediction_alone = case_of("a");
  prediction_alone.prediction = Labels{1, 1};
  const auto study = study_of({prediction_alone, case_of("b")});
  EXPECT_EQ(message(study_labels(study, "s.h5", Role::reference), "a"), "s.h5: /cases/a: has no label");
  EXPECT_EQ(message(study_labels(study, "s.h5", Role::prediction), "b"), "s.h5: /cases/b: has no prediction");
}

TEST(LabelSource, KeepsWhatIsKnownAboutTheCase) {
  study::Case subject = case_of("a");
  subject.label = Labels{0, 1};
  const LabelMap map = study_labels(study_of({subject}), "s.h5", Role::reference).at("a")();
  EXPECT_EQ(map.subject.patient, "p1");
  EXPECT_EQ(map.subject.grid, subject.grid);
  EXPECT_EQ(map.name, "s.h5: /cases/a");
}

TEST(LabelSource, AnIdMayStandOnce) {
  const auto study = study_of({case_of("a")});
  LabelSource source = study_labels(study, "s.h5", Role::reference);
  EXPECT_THROW(add(source, study_labels(study, "s.h5", Role::reference)), core::Error);
}

}  // namespace
}  // namespace coopseg::evaluation
