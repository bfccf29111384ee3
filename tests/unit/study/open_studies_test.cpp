#include "study/open_studies.h"

#include <gtest/gtest.h>

#include <map>

#include "study/study_writer.h"

namespace coopseg::study {
namespace {

class OpenStudiesTest : public ::testing::Test {
 protected:
  OpenStudiesTest() {
    Case subject;
    subject.id = "a";
    subject.patient = "a";
    subject.grid = {.size = {2, 1, 1}, .spacing = {1, 1, 1}, .origin = {}, .direction = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
    subject.image = std::vector<float>{0, 1};
    StudyWriter writer;
    writer.add(subject);
    bytes_ = writer.finish();
  }

  core::Bytes bytes_;
  std::map<std::string, int> reads_;
  OpenStudies studies_{[this](const std::string& path) {
    ++reads_[path];
    return core::Input{path, bytes_};
  }};
};

TEST_F(OpenStudiesTest, TheLastUsedStayOpen) {
  for (int i = 0; i < 3; ++i) {
    for (const char* path : {"a.h5", "b.h5"}) EXPECT_EQ(studies_.open(path)->read("a").image->at(1), 1);
  }
  EXPECT_EQ(reads_, (std::map<std::string, int>{{"a.h5", 1}, {"b.h5", 1}}));
}

TEST_F(OpenStudiesTest, AnyNumberCanBeReadAndReadAgain) {
  const auto held = studies_.open("0.h5");
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 40; ++i) EXPECT_EQ(studies_.open(std::to_string(i) + ".h5")->ids().size(), 1U);
  }
  EXPECT_EQ(reads_["39.h5"], 2);
  EXPECT_EQ(held->read("a").image->at(1), 1);
}

TEST_F(OpenStudiesTest, StandardInputIsReadOnce) {
  studies_.open("-");
  for (int i = 0; i < 40; ++i) studies_.open(std::to_string(i) + ".h5");
  EXPECT_EQ(studies_.open("-")->ids().size(), 1U);
  EXPECT_EQ(reads_["-"], 1);
}

}  // namespace
}  // namespace coopseg::study
