#include "image/preprocess.h"

#include <gtest/gtest.h>

#include "nifti_bytes.h"

namespace coopseg::image {
namespace {

nifti_1_header with_frames(short frames) {
  nifti_1_header header = make_header();
  header.dim[0] = 4;
  header.dim[4] = frames;
  return header;
}

std::vector<std::int16_t> labels(std::size_t count) {
  std::vector<std::int16_t> voxels(count);
  for (std::size_t i = 0; i < count; ++i) voxels[i] = static_cast<std::int16_t>((i + i / 24) % 4);
  return voxels;
}

const study::Preprocessing whole_range = {.spacing = 1.5, .clip_low = 0, .clip_high = 100};

TEST(Preprocess, NormalisesResamplesAndRemembersWhereItCameFrom) {
  const NiftiReader image = reader_of(make_header(), counted(24));
  const study::Case subject = preprocess(image, 0, whole_range);
  EXPECT_EQ(subject.grid.size, (std::array<std::size_t, 3>{4, 4, 2}));
  EXPECT_EQ(subject.native, image.native());
  EXPECT_EQ(subject.preprocessing, study::to_json(whole_range));
  EXPECT_FALSE(subject.label);
  // Rows of 2 mm at 0, 2, 4 mm; of 1.5 mm about the same centre at -0.25 (held), 1.25, 2.75, 4.25 (held).
  const std::vector<float>& voxels = *subject.image;
  EXPECT_FLOAT_EQ(voxels[0], 0);
  EXPECT_FLOAT_EQ(voxels[4], 4 * 0.625F / 23);
  EXPECT_FLOAT_EQ(voxels[8], 4 * 1.375F / 23);
  EXPECT_FLOAT_EQ(voxels[31], 1);
}

TEST(Preprocess, TakesTheFrameOfImageAndLabel) {
  const NiftiReader image = reader_of(with_frames(3), counted(72));
  const NiftiReader four = reader_of(with_frames(3), labels(72), "b.nii");
  const NiftiReader three = reader_of(make_header(), labels(24), "b.nii");
  const study::LabelNumbers numbers = study::parse_labels(study::default_labels);
  EXPECT_EQ(read_label(four, image, 1, numbers)[0], 1);
  EXPECT_EQ(read_label(four, image, 2, numbers)[0], 2);
  EXPECT_EQ(read_label(three, image, 2, numbers)[0], 0);
  const NiftiReader two = reader_of(with_frames(2), labels(48), "b.nii");
  EXPECT_EQ(message_of([&] { read_label(two, image, 1, numbers); }),
            "b.nii: has 2 frames, expected are the 3 of a.nii or one");
}

TEST(Preprocess, RefusesALabelOnAnotherGrid) {
  const NiftiReader image = reader_of(make_header(), counted(24));
  nifti_1_header header = make_header();
  header.pixdim[3] = 9;
  const NiftiReader label = reader_of(header, labels(24), "b.nii");
  EXPECT_EQ(message_of([&] { preprocess(image, 0, label, study::parse_labels(study::default_labels), {}); }),
            "b.nii: geometry: spacing (1.5, 2, 8) in a.nii, (1.5, 2, 9) in b.nii; tolerance: 1e-3 of a voxel");
}

TEST(Preprocess, NamesTheLabelFileInItsErrors) {
  const NiftiReader image = reader_of(make_header(), counted(24));
  const NiftiReader label = reader_of(make_header(), labels(24), "b.nii");
  EXPECT_EQ(message_of([&] { preprocess(image, 0, label, study::parse_labels("1=LV"), {}); }),
            "b.nii: voxel (2, 0, 0) has the value 2, expected is one of 0=background,1=LV");
}

TEST(PreprocessPrediction, BringsALabelAsPreprocessDoes) {
  const NiftiReader label = reader_of(make_header(), labels(24));
  const study::LabelNumbers numbers = study::parse_labels(study::default_labels);
  const study::Case alone = preprocess_prediction(label, 0, numbers, 1.5);
  const study::Case beside = preprocess(reader_of(make_header(), counted(24)), 0, label, numbers, whole_range);
  EXPECT_EQ(alone.prediction, beside.label);
  EXPECT_EQ(alone.grid, beside.grid);
  EXPECT_EQ(alone.native, beside.native);
  EXPECT_EQ(alone.preprocessing, "");
}

}  // namespace
}  // namespace coopseg::image
