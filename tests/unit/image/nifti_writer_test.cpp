#include "image/nifti_writer.h"

#include <gtest/gtest.h>
#include <nifti1.h>

#include "core/error.h"
#include "image/gzip.h"
#include "nifti_bytes.h"

namespace coopseg::image {
namespace {

nifti_1_header raw_header(const core::Bytes& file) {
  nifti_1_header header;
  std::memcpy(&header, file.data(), sizeof(header));
  return header;
}

/// An oblique, left-handed qform beside an sform with another spacing and a shear that is repaired.
nifti_1_header awkward_header() {
  nifti_1_header header = make_header();
  header.pixdim[0] = -1;
  header.qform_code = 3;
  header.quatern_b = 0.12345678F;
  header.quatern_c = -0.3456789F;
  header.quatern_d = 0.56789012F;
  header.qoffset_x = -81.234567F;
  header.sform_code = 4;
  header.srow_x[0] = 1.7F;
  header.srow_x[1] = 3e-4F;
  header.srow_y[1] = -1.9F;
  header.srow_z[2] = 7.7F;
  header.srow_z[3] = 123.45678F;
  return header;
}

NiftiDescription description_of(const NiftiReader& reader) {
  return {.grid = reader.native(), .time = reader.time(), .tool = "refine", .version = "1.2.3"};
}

TEST(NiftiWriter, GivesTheMatricesAndCodesOfTheInputBack) {
  const nifti_1_header input = awkward_header();
  const NiftiReader reader = reader_of(input, counted(24));
  const nifti_1_header output = raw_header(write_nifti<float>("b.nii", description_of(reader), reader.read_frame(0)));
  EXPECT_EQ(std::memcmp(&output.qform_code, &input.qform_code, 76), 0);  // codes, quaternion, offset, srow
  EXPECT_EQ(std::memcmp(output.pixdim, input.pixdim, 4 * sizeof(float)), 0);
  EXPECT_STREQ(output.descrip, "coopseg refine 1.2.3");
  EXPECT_EQ(output.xyzt_units, NIFTI_UNITS_MM);
  EXPECT_EQ(output.datatype, NIFTI_TYPE_FLOAT32);
  EXPECT_EQ(output.dim[0], 3);
}

TEST(NiftiWriter, WritesVoxelsThatReadBack) {
  const NiftiReader reader = reader_of(awkward_header(), counted(24));
  const NiftiReader back({"b.nii", write_nifti<float>("b.nii", description_of(reader), reader.read_frame(0))},
                         quiet_log());
  EXPECT_EQ(back.read_frame(0), reader.read_frame(0));
  EXPECT_EQ(back.native(), reader.native());
}

TEST(NiftiWriter, WritesFramesEvenWhereThereIsOne) {
  for (const short frames : {1, 3}) {
    nifti_1_header input = awkward_header();
    input.dim[0] = 4;
    input.dim[4] = frames;
    input.pixdim[4] = 31.5F;
    input.xyzt_units = SPACE_TIME_TO_XYZT(NIFTI_UNITS_MM, NIFTI_UNITS_MSEC);
    const std::size_t count = 24U * static_cast<std::size_t>(frames);
    const NiftiReader reader = reader_of(input, counted(count));
    std::vector<std::uint8_t> labels(count, 1);
    labels.back() = 3;
    const core::Bytes file = write_nifti<std::uint8_t>("b.nii", description_of(reader), labels);
    const nifti_1_header output = raw_header(file);
    EXPECT_EQ(output.dim[0], 4);
    EXPECT_EQ(output.dim[4], frames);
    EXPECT_EQ(output.pixdim[4], 31.5F);
    EXPECT_EQ(output.xyzt_units, input.xyzt_units);
    EXPECT_EQ(output.datatype, NIFTI_TYPE_UINT8);
    const NiftiReader back({"b.nii", file}, quiet_log());
    EXPECT_EQ(back.read_frame(static_cast<std::size_t>(frames) - 1).back(), 3.0F);
  }
}

TEST(NiftiWriter, KeepsTheAxisOfASingleSlice) {
  nifti_1_header input = awkward_header();
  input.dim[3] = 1;
  const NiftiReader reader = reader_of(input, counted(12));
  const nifti_1_header output = raw_header(write_nifti<float>("b.nii", description_of(reader), reader.read_frame(0)));
  EXPECT_EQ(output.dim[0], 3);
  EXPECT_EQ(output.dim[3], 1);
}

TEST(NiftiWriter, TakesAStudyThatHoldsNoQformBesideCodeZero) {
  NiftiDescription description = description_of(reader_of(awkward_header(), counted(24)));
  description.grid.qform.fill(0.0);
  const std::vector<float> voxels(24);
  EXPECT_THROW(write_nifti<float>("b.nii", description, voxels), core::Error);
  description.grid.qform_code = 0;
  const nifti_1_header output = raw_header(write_nifti<float>("b.nii", description, voxels));
  EXPECT_EQ(output.pixdim[1], static_cast<float>(description.grid.grid.spacing[0]));
  EXPECT_EQ(output.qform_code, 0);
  EXPECT_EQ(output.srow_x[0], 1.7F);
}

TEST(NiftiWriter, TakesPixdimFromTheSpacingWhereAQformOfCodeZeroHasAnother) {
  NiftiDescription description = description_of(reader_of(make_header(), counted(24)));
  description.grid.qform_code = 0;
  description.grid.qform = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1};
  const nifti_1_header output = raw_header(write_nifti<float>("b.nii", description, std::vector<float>(24)));
  EXPECT_EQ(std::vector<float>(output.pixdim, output.pixdim + 4), (std::vector<float>{-1, 1.5F, 2, 8}));
}

TEST(NiftiWriter, RefusesASizeThatTheHeaderCannotHold) {
  NiftiDescription description = description_of(reader_of(make_header(), counted(24)));
  description.grid.grid.size = {32768, 1, 1};
  const std::vector<std::uint8_t> labels(32768);
  EXPECT_EQ(message_of([&] { write_nifti<std::uint8_t>("b.nii", description, labels); }),
            "b.nii: dim[1] is 32768, at most 32767 is expected");
}

TEST(NiftiWriter, CompressesByTheExtension) {
  const NiftiReader reader = reader_of(make_header(), counted(24));
  const std::vector<std::uint8_t> labels(24, 2);
  const core::Bytes plain = write_nifti<std::uint8_t>("b.nii", description_of(reader), labels);
  const core::Bytes packed = write_nifti<std::uint8_t>("b.nii.gz", description_of(reader), labels);
  EXPECT_EQ(gunzip(packed), plain);
  EXPECT_EQ(write_nifti<std::uint8_t>("B.NII.GZ", description_of(reader), labels), packed);
  EXPECT_EQ(message_of([&] { write_nifti<std::uint8_t>("b.mha", description_of(reader), labels); }),
            "b.mha: unknown extension, .nii or .nii.gz is expected");
  EXPECT_EQ(
      message_of([&] { write_nifti<std::uint8_t>("b.nii", description_of(reader), std::span(labels).first(12)); }),
      "b.nii: 12 voxels for a grid of 24");
}

TEST(OutputGrid, IsTheCasesOwnGridWhereItCameFromNowhere) {
  study::Case subject;
  subject.grid = {
      .size = {2, 2, 1}, .spacing = {1.5, 2, 5}, .origin = {-1, -2, 3}, .direction = {-1, 0, 0, 0, -1, 0, 0, 0, 1}};
  const study::NativeGrid native = output_grid(subject);
  EXPECT_EQ(native.grid, subject.grid);
  EXPECT_EQ(native.sform, (std::array<double, 16>{1.5, 0, 0, 1, 0, 2, 0, 2, 0, 0, 5, 3, 0, 0, 0, 1}));
  EXPECT_EQ(native.qform, native.sform);
  EXPECT_EQ(native.sform_code, 1);
  EXPECT_EQ(native.qform_code, 1);
}

}  // namespace
}  // namespace coopseg::image
