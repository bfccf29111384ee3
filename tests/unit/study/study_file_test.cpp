// StudyWriter and StudyReader together.
#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <thread>

#include "../support/made_case.h"
#include "../support/message_of.h"
#include "core/error.h"
#include "study/study_reader.h"
#include "study/study_writer.h"

namespace coopseg::study {
namespace {

core::Bytes written(const std::vector<Case>& cases) {
  StudyWriter writer;
  for (const Case& subject : cases) writer.add(subject);
  return writer.finish();
}

/// The refusal of the made case, written without checks and with one `change`, when it is opened and read.
template <class Change>
std::string read_refusal(Change change) {
  const hdf5::Handle file = hdf5::create_image();
  hdf5::write_text_attribute(file, "format", "coopseg-study");
  hdf5::write_integer_attribute(file, "version", 1);
  {
    const hdf5::Handle group = hdf5::create_group(hdf5::create_group(file, "cases"), "a");
    const std::vector<double> eye = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    hdf5::write_number_attribute(group, "spacing", std::vector<double>{1, 1, 8});
    hdf5::write_number_attribute(group, "origin", std::vector<double>{0, 0, 0});
    hdf5::write_number_attribute(group, "direction", eye);
    hdf5::write<float>(group, "image", {2, 3, 4}, std::vector<float>(24, 0.5F));
    hdf5::write<std::uint8_t>(group, "label", {2, 3, 4}, std::vector<std::uint8_t>(24, 1));
    change(file, group);
  }
  const core::Bytes bytes = hdf5::image_of(file);
  return message_of([&] {
    const StudyReader reader({"s.h5", bytes});
    reader.read(reader.ids().front());
  });
}

void replace(const hdf5::Handle& group, const char* name, const hdf5::Shape& shape, float value = 0.5F) {
  H5Ldelete(group.id(), name, H5P_DEFAULT);
  std::size_t count = 1;
  for (const std::size_t extent : shape) count *= extent;
  hdf5::write<float>(group, name, shape, std::vector<float>(count, value));
}

void replace_attribute(const hdf5::Handle& group, const char* name, const std::vector<double>& values) {
  H5Adelete(group.id(), name);
  hdf5::write_number_attribute(group, name, values);
}

TEST(StudyFile, EveryFieldComesBack) {
  const Case expected = made_case();
  const StudyReader reader({"s.h5", written({expected})});
  const Case found = reader.read("p1_ED");
  EXPECT_EQ(found.id, expected.id);
  EXPECT_EQ(found.patient, expected.patient);
  EXPECT_EQ(found.phase, expected.phase);
  EXPECT_EQ(found.site, expected.site);
  EXPECT_EQ(found.vendor, expected.vendor);
  EXPECT_EQ(found.preprocessing, expected.preprocessing);
  EXPECT_EQ(found.grid, expected.grid);
  EXPECT_EQ(found.image, expected.image);
  EXPECT_EQ(found.label, expected.label);
  EXPECT_EQ(found.prediction, expected.prediction);
  EXPECT_EQ(found.probability, expected.probability);
  EXPECT_EQ(found.native, expected.native);
  EXPECT_EQ(found.provenance, expected.provenance);
}

TEST(StudyFile, WhatACaseLacksStaysAbsent) {
  Case least = made_case();
  least.image.reset();
  least.prediction.reset();
  least.probability.reset();
  least.native.reset();
  least.patient = least.phase = least.site = least.vendor = least.preprocessing = "";
  least.provenance = "[]";
  const Case found = StudyReader({"s.h5", written({least})}).read("p1_ED");
  EXPECT_FALSE(found.image || found.prediction || found.probability || found.native);
  EXPECT_EQ(found.label, least.label);
  EXPECT_EQ(found.patient + found.phase + found.site + found.vendor + found.preprocessing, "");
  EXPECT_EQ(found.provenance, "[]");
}

TEST(StudyFile, OnlyTheArraysAskedForAreRead) {
  const StudyReader reader({"s.h5", written({made_case()})});
  const Case found = reader.read("p1_ED", {.image = false, .probability = false});
  EXPECT_FALSE(found.image || found.probability);
  EXPECT_TRUE(found.label && found.prediction);
  EXPECT_EQ(found.grid, made_case().grid);
}

TEST(StudyFile, IdsAreInTheOrderOfTheirBytes) {
  const StudyReader reader({"s.h5", written({made_case("b"), made_case("a10"), made_case("B"), made_case("a2")})});
  EXPECT_EQ(reader.ids(), (std::vector<std::string>{"B", "a10", "a2", "b"}));
  EXPECT_EQ(reader.name(), "s.h5");
  EXPECT_EQ(reader.digest().substr(0, 7), "sha256:");
}

TEST(StudyFile, EqualContentGivesEqualBytesAtAnyTime) {
  const core::Bytes first = written({made_case("a"), made_case("b")});
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  EXPECT_EQ(written({made_case("a"), made_case("b")}), first);
  Case other = made_case("b");
  (*other.image)[0] += 1.0F;
  EXPECT_NE(written({made_case("a"), other}), first);
}

TEST(StudyFile, WhatWasReadIsWrittenAsTheSameBytes) {
  const core::Bytes first = written({made_case()});
  EXPECT_EQ(written({StudyReader({"s.h5", first}).read("p1_ED")}), first);
}

TEST(StudyFile, TheWriterRefusesWhatAReaderWould) {
  StudyWriter writer;
  writer.add(made_case());
  EXPECT_EQ(message_of([&] { writer.add(made_case()); }), "/cases/p1_ED: stands twice");
  Case bad = made_case("bad");
  (*bad.label)[0] = 9;
  EXPECT_EQ(message_of([&] { writer.add(bad); }),
            "/cases/bad/label: voxel (0, 0, 0) has the label 9, expected is one of 0=background,1=LV,2=MYO,3=RV");
}

TEST(StudyFile, TheLeastStudyIsTaken) {
  EXPECT_EQ(read_refusal([](const auto&, const auto&) {}), "");
}

TEST(StudyFile, FormatAndVersionAreChecked) {
  const auto root = [](auto change) {
    return read_refusal([&](const hdf5::Handle& file, const hdf5::Handle&) { change(file); });
  };
  const std::string no_study = "s.h5: not a study: root attribute format = \"coopseg-study\" is expected";
  EXPECT_EQ(root([](const auto& file) { H5Adelete(file.id(), "format"); }), no_study);
  EXPECT_EQ(root([](const auto& file) {
              H5Adelete(file.id(), "format");
              hdf5::write_text_attribute(file, "format", "coopseg-model");
            }),
            no_study);
  EXPECT_EQ(root([](const auto& file) { replace_attribute(file, "version", {2.0}); }),
            "s.h5: study version 2 found, 1 is expected");
  EXPECT_EQ(root([](const auto& file) { H5Adelete(file.id(), "version"); }), "s.h5: /: attribute version: missing");
  EXPECT_EQ(root([](const auto& file) { H5Ldelete(file.id(), "cases", H5P_DEFAULT); }),
            "s.h5: /cases: missing, a group is expected");
  EXPECT_EQ(root([](const auto& file) { H5Ldelete(file.id(), "cases/a", H5P_DEFAULT); }),
            "s.h5: /cases: holds no case");
  EXPECT_EQ(
      root([](const auto& file) { H5Lmove(file.id(), "cases/a", file.id(), "cases/a b", H5P_DEFAULT, H5P_DEFAULT); }),
      "s.h5: /cases: case id 'a b': letters, digits, '.', '_' and '-' are expected, a letter or digit first");
}

TEST(StudyFile, ShapesThatDisagreeAreNamed) {
  const auto group = [](auto change) {
    return read_refusal([&](const hdf5::Handle&, const hdf5::Handle& in) { change(in); });
  };
  EXPECT_EQ(group([](const auto& in) {
              replace(in, "label", {2, 3, 5});
            }),
            "s.h5: /cases/a/label: shape [2, 3, 5] found, [2, 3, 4] expected");
  EXPECT_EQ(group([](const auto& in) {
              replace(in, "image", {3, 4});
            }),
            "s.h5: /cases/a/image: 2 axes found, [z, y, x] is expected");
  EXPECT_EQ(group([](const auto& in) { replace(in, "image", {2, 0, 4}); }), "s.h5: /cases/a/image: holds no voxel");
  EXPECT_EQ(group([](const auto& in) {
              hdf5::write<float>(in, "probability", {3, 2, 3, 4}, std::vector<float>(72));
            }),
            "s.h5: /cases/a/probability: shape [3, 2, 3, 4] found, [4, 2, 3, 4] expected");
  EXPECT_EQ(group([](const auto& in) {
              H5Ldelete(in.id(), "image", H5P_DEFAULT);
              H5Ldelete(in.id(), "label", H5P_DEFAULT);
              hdf5::write<float>(in, "probability", {2, 3, 4}, std::vector<float>(24));
            }),
            "s.h5: /cases/a/probability: 3 axes found, [class, z, y, x] is expected");
  EXPECT_EQ(group([](const auto& in) {
              H5Ldelete(in.id(), "image", H5P_DEFAULT);
              H5Ldelete(in.id(), "label", H5P_DEFAULT);
            }),
            "s.h5: /cases/a: has neither image nor label, prediction or probability");
}

TEST(StudyFile, BadValuesAreNamed) {
  const auto group = [](auto change) {
    return read_refusal([&](const hdf5::Handle&, const hdf5::Handle& in) { change(in); });
  };
  EXPECT_EQ(group([](const auto& in) {
              replace(in, "image", {2, 3, 4}, std::numeric_limits<float>::infinity());
            }),
            "s.h5: /cases/a/image: voxel (0, 0, 0) is not finite, finite intensities are expected");
  EXPECT_EQ(group([](const auto& in) {
              replace(in, "label", {2, 3, 4}, 7.0F);
            }),
            "s.h5: /cases/a/label: voxel (0, 0, 0) has the label 7, expected is one of 0=background,1=LV,2=MYO,3=RV");
  EXPECT_EQ(group([](const auto& in) {
              replace(in, "label", {2, 3, 4}, 0.5F);
            }),
            "s.h5: /cases/a/label: value 0.5 at flat index 0 cannot be held exactly as uint8");
  EXPECT_EQ(group([](const auto& in) {
              replace_attribute(in, "spacing", {1, 1, 0});
            }),
            "s.h5: /cases/a: spacing 0.000000 mm found, above 0 is expected");
  EXPECT_EQ(group([](const auto& in) {
              replace_attribute(in, "spacing", {1, 1});
            }),
            "s.h5: /cases/a: attribute spacing: 2 numbers found, 3 expected");
  EXPECT_EQ(group([](const auto& in) { H5Adelete(in.id(), "origin"); }), "s.h5: /cases/a: attribute origin: missing");
  EXPECT_EQ(group([](const auto& in) {
              replace_attribute(in, "direction", {1, 0, 0, 0, 1, 0, 0, 0, 1.01});
            }),
            "s.h5: /cases/a: direction deviates from orthonormal by 0.020100, at most 0.0001 is expected");
  EXPECT_EQ(group([](const auto& in) {
              hdf5::write_text_attribute(hdf5::open_dataset(in, "label"), "names", "0=background,1=RV,2=MYO,3=LV");
            }),
            "s.h5: /cases/a/label: attribute names: '0=background,1=RV,2=MYO,3=LV' found, "
            "'0=background,1=LV,2=MYO,3=RV' expected");
  EXPECT_EQ(group([](const auto& in) { hdf5::write_text_attribute(in, "phase", "diastole"); }),
            "s.h5: /cases/a: attribute phase: 'diastole' found, ED, ES or nothing expected");
}

TEST(StudyFile, TheNativeGridIsChecked) {
  const auto native = [](auto change) {
    return read_refusal([&](const hdf5::Handle&, const hdf5::Handle& in) {
      const hdf5::Handle group = hdf5::create_group(in, "native");
      hdf5::write_integer_attribute(group, "size", std::vector<std::int64_t>{4, 3, 2});
      hdf5::write_number_attribute(group, "spacing", std::vector<double>{1, 1, 8});
      hdf5::write_number_attribute(group, "origin", std::vector<double>{0, 0, 0});
      hdf5::write_number_attribute(group, "direction", std::vector<double>{1, 0, 0, 0, 1, 0, 0, 0, 1});
      hdf5::write_integer_attribute(group, "qform_code", 1);
      hdf5::write_integer_attribute(group, "sform_code", 1);
      hdf5::write_number_attribute(group, "qform",
                                   std::vector<double>{0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 1});
      hdf5::write_number_attribute(group, "sform", std::vector<double>(16, 1.0));
      change(group);
    });
  };
  EXPECT_EQ(native([](const auto&) {}), "");
  EXPECT_EQ(native([](const auto& group) {
              replace_attribute(group, "size", {4, 2.5, 2});
            }),
            "s.h5: /cases/a/native: attribute size: whole numbers from 1 to 65535 are expected");
  EXPECT_EQ(native([](const auto& group) {
              replace_attribute(group, "size", {4, 70000, 2});
            }),
            "s.h5: /cases/a/native: attribute size: whole numbers from 1 to 65535 are expected");
  EXPECT_EQ(native([](const auto& group) { replace_attribute(group, "qform_code", {1.5}); }),
            "s.h5: /cases/a/native: attribute qform_code: a NIfTI code, 0 to 5, is expected");
  EXPECT_EQ(native([](const auto& group) { replace_attribute(group, "sform_code", {6}); }),
            "s.h5: /cases/a/native: attribute sform_code: a NIfTI code, 0 to 5, is expected");
  EXPECT_EQ(native([](const auto& group) { H5Adelete(group.id(), "sform"); }),
            "s.h5: /cases/a/native: attribute sform: missing");
  EXPECT_EQ(native([](const auto& group) {
              replace_attribute(group, "spacing", {1, 0, 1});
            }),
            "s.h5: /cases/a/native: spacing 0.000000 mm found, above 0 is expected");
}

TEST(StudyFile, AQformOfAnotherSpacingIsRefusedUnlessItsCodeIsZero) {
  Case subject = made_case();
  subject.native->qform = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  const auto refusal = [&] { return message_of([&] { StudyReader({"s.h5", written({subject})}).read("p1_ED"); }); };
  EXPECT_EQ(refusal(),
            "s.h5: /cases/p1_ED/native: attribute qform: a spacing of 1 x 1 x 1 mm found, 1.1 x 1.2 x 8 mm expected by "
            "the attribute spacing");
  subject.native->qform_code = 0;
  EXPECT_EQ(refusal(), "");
}

TEST(StudyFile, ATruncatedFileIsRefusedWhereverItEnds) {
  const core::Bytes bytes = written({made_case()});
  for (std::size_t size = 0; size < bytes.size(); size += 97) {
    const std::string expected = size < 8 ? "s.h5: not an HDF5 file"
                                          : "s.h5: truncated or damaged HDF5 file (" + std::to_string(size) + " bytes)";
    EXPECT_EQ(message_of([&] {
                StudyReader({"s.h5", {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}});
              }),
              expected);
  }
}

}  // namespace
}  // namespace coopseg::study
