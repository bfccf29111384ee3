#include "study/case.h"

#include <gtest/gtest.h>

#include <cmath>

#include "../support/made_case.h"
#include "../support/message_of.h"
#include "core/error.h"

namespace coopseg::study {
namespace {

/// The message of check() for the made case after `change`.
template <class Change>
std::string refusal(Change change) {
  Case subject = made_case();
  change(subject);
  return message_of([&] { check(subject); });
}

TEST(Case, NamesOfTheClasses) { EXPECT_EQ(names_attribute(), "0=background,1=LV,2=MYO,3=RV"); }

TEST(Case, IdsAreFileNamesWithoutSurprises) {
  for (const char* id : {"a", "0", "patient001_frame01", "A.b-c_d", "9.nii"}) EXPECT_NO_THROW(check_id(id)) << id;
  for (const char* id : {"", ".", "-a", "_a", ".hidden", "a/b", "a b", "a\n", "\xc3\xa9", "a:b"})
    EXPECT_THROW(check_id(id), core::Error) << id;
  EXPECT_EQ(refusal([](Case& subject) { subject.id = "a/b"; }),
            "case id 'a/b': letters, digits, '.', '_' and '-' are expected, a letter or digit first");
}

TEST(Case, AGoodOneIsTaken) {
  EXPECT_EQ(refusal([](Case&) {}), "");
  EXPECT_EQ(refusal([](Case& subject) { subject.image.reset(); }), "");
  EXPECT_EQ(refusal([](Case& subject) { subject.phase = ""; }), "");
}

TEST(Case, GeometryIsNamed) {
  EXPECT_EQ(refusal([](Case& subject) { subject.grid.size[1] = 0; }), "/cases/p1_ED: size has a zero");
  EXPECT_EQ(refusal([](Case& subject) { subject.grid.spacing[2] = 0.0; }),
            "/cases/p1_ED: spacing 0.000000 mm found, above 0 is expected");
  EXPECT_EQ(refusal([](Case& subject) { subject.grid.spacing[0] = NAN; }),
            "/cases/p1_ED: spacing nan mm found, above 0 is expected");
  EXPECT_EQ(refusal([](Case& subject) { subject.grid.origin[0] = INFINITY; }), "/cases/p1_ED: origin is not finite");
  EXPECT_EQ(refusal([](Case& subject) { subject.grid.direction[8] = 0.999; }),
            "/cases/p1_ED: direction deviates from orthonormal by 0.001999, at most 0.0001 is expected");
  EXPECT_EQ(refusal([](Case& subject) { subject.grid.direction[0] = NAN; }),
            "/cases/p1_ED: direction deviates from orthonormal by nan, at most 0.0001 is expected");
  EXPECT_EQ(refusal([](Case& subject) { subject.native->grid.spacing[0] = -1.0; }),
            "/cases/p1_ED/native: spacing -1.000000 mm found, above 0 is expected");
}

TEST(Case, ALeftHandedDirectionIsOrthonormal) {
  EXPECT_EQ(refusal([](Case& subject) { subject.grid.direction = {-1, 0, 0, 0, 1, 0, 0, 0, 1}; }), "");
  EXPECT_EQ(refusal([](Case& subject) { subject.grid.direction[8] = 1.00004; }), "");
}

TEST(Case, TheFirstBadVoxelIsNamed) {
  EXPECT_EQ(refusal([](Case& subject) { (*subject.image)[17] = NAN; }),
            "/cases/p1_ED/image: voxel (1, 1, 1) is not finite, finite intensities are expected");
  EXPECT_EQ(refusal([](Case& subject) { (*subject.image)[3] = (*subject.image)[17] = -INFINITY; }),
            "/cases/p1_ED/image: voxel (3, 0, 0) is not finite, finite intensities are expected");
  EXPECT_EQ(refusal([](Case& subject) { (*subject.label)[4] = 4; }),
            "/cases/p1_ED/label: voxel (0, 1, 0) has the label 4, expected is one of 0=background,1=LV,2=MYO,3=RV");
  EXPECT_EQ(
      refusal([](Case& subject) { subject.prediction->back() = 255; }),
      "/cases/p1_ED/prediction: voxel (3, 2, 1) has the label 255, expected is one of 0=background,1=LV,2=MYO,3=RV");
  EXPECT_EQ(refusal([](Case& subject) { (*subject.probability)[24 + 5] = 1.5F; }),
            "/cases/p1_ED/probability: voxel (1, 1, 0) has the probability 1.500000, expected is 0 to 1");
  EXPECT_EQ(refusal([](Case& subject) { (*subject.probability)[0] = NAN; }),
            "/cases/p1_ED/probability: voxel (0, 0, 0) has the probability nan, expected is 0 to 1");
}

TEST(Case, ArraysHaveTheSizeOfTheGrid) {
  EXPECT_EQ(refusal([](Case& subject) { subject.image->pop_back(); }),
            "/cases/p1_ED/image: 23 values found, 24 expected by the grid");
  EXPECT_EQ(refusal([](Case& subject) { subject.label->resize(1); }),
            "/cases/p1_ED/label: 1 value found, 24 expected by the grid");
  EXPECT_EQ(refusal([](Case& subject) { subject.probability->resize(24); }),
            "/cases/p1_ED/probability: 24 values found, 96 expected by the grid");
}

TEST(Case, ProvenanceIsAnArray) {
  EXPECT_EQ(refusal([](Case& subject) { subject.provenance = "{}"; }),
            "/cases/p1_ED/provenance: a JSON array of steps is expected");
}

TEST(Case, PhaseIsOneOfThree) {
  EXPECT_EQ(refusal([](Case& subject) { subject.phase = "ed"; }),
            "/cases/p1_ED: attribute phase: 'ed' found, ED, ES or nothing expected");
}

TEST(Case, WhatAStageNeedsIsNamed) {
  Case subject = made_case();
  EXPECT_EQ(subject.require_image().size(), 24U);
  EXPECT_EQ(subject.require_label().size(), 24U);
  subject.image.reset();
  subject.label.reset();
  try {
    subject.require_image();
    FAIL() << "no error";
  } catch (const core::Error& error) {
    EXPECT_STREQ(error.what(), "/cases/p1_ED: has no image");
  }
  try {
    subject.require_label();
    FAIL() << "no error";
  } catch (const core::Error& error) {
    EXPECT_STREQ(error.what(), "/cases/p1_ED: has no label");
  }
}

}  // namespace
}  // namespace coopseg::study
