#include "image/nifti_header.h"

#include <gtest/gtest.h>
#include <nifti1_io.h>

#include <functional>
#include <limits>

#include "nifti_bytes.h"

namespace coopseg::image {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

NiftiHeader read(const nifti_1_header& header, std::size_t voxels = 24) {
  return read_nifti_header(file_of(header, counted(voxels)));
}

TEST(NiftiHeader, SaysWhatTheFileHolds) {
  const NiftiHeader header = read(make_header());
  EXPECT_EQ(header.type, NiftiType::int16);
  EXPECT_EQ(header.size, (std::array<std::size_t, 3>{4, 3, 2}));
  EXPECT_EQ(header.pixdim, (std::array<float, 4>{1, 1.5F, 2, 8}));
  EXPECT_EQ(header.voxel_offset, 352U);
  EXPECT_EQ(header.frames(), 1U);
  EXPECT_FALSE(header.time);
  EXPECT_FALSE(header.swapped);
}

TEST(NiftiHeader, TakesEitherByteOrder) {
  nifti_1_header raw = make_header();
  raw.srow_y[3] = 12.5F;
  swap_nifti_header(&raw, 1);
  const NiftiHeader header = read(raw);
  EXPECT_TRUE(header.swapped);
  EXPECT_EQ(header.size, (std::array<std::size_t, 3>{4, 3, 2}));
  EXPECT_EQ(header.srow[7], 12.5F);
}

TEST(NiftiHeader, TakesFramesAndTheirSpacing) {
  nifti_1_header raw = make_header();
  raw.dim[0] = 4;
  raw.dim[4] = 5;
  raw.pixdim[4] = 32.5F;
  raw.xyzt_units = SPACE_TIME_TO_XYZT(NIFTI_UNITS_MM, NIFTI_UNITS_MSEC);
  EXPECT_EQ(*read(raw, 120).time, (TimeAxis{5, 32.5F, NIFTI_UNITS_MSEC}));
}

TEST(NiftiHeader, TakesASingleSliceOfTwoDimensions) {
  nifti_1_header raw = make_header();
  raw.dim[0] = 2;
  raw.dim[3] = 0;
  raw.pixdim[3] = 0;
  EXPECT_EQ(read(raw, 12).size, (std::array<std::size_t, 3>{4, 3, 1}));
  EXPECT_EQ(read(raw, 12).pixdim[3], 1.0F);
  raw.pixdim[3] = 8;
  EXPECT_EQ(read(raw, 12).pixdim[3], 8.0F);
}

TEST(NiftiHeader, ScalesAsNibabelDoes) {
  nifti_1_header raw = make_header();
  const auto scaling = [&](float slope, float intercept) {
    raw.scl_slope = slope;
    raw.scl_inter = intercept;
    const NiftiHeader header = read(raw);
    return std::pair(header.slope, header.intercept);
  };
  EXPECT_EQ(scaling(0, 3), std::pair(1.0, 0.0));
  EXPECT_EQ(scaling(nan, nan), std::pair(1.0, 0.0));
  EXPECT_EQ(scaling(-2, 3), std::pair(-2.0, 3.0));
}

struct Hostile {
  const char* name;
  std::function<void(nifti_1_header&)> change;
  const char* message;
};

class HostileHeader : public testing::TestWithParam<Hostile> {};

TEST_P(HostileHeader, IsRefused) {
  nifti_1_header raw = make_header();
  GetParam().change(raw);
  EXPECT_EQ(message_of([&] { read(raw); }), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    All, HostileHeader,
    testing::Values(
        Hostile{"Other", [](auto& h) { h.sizeof_hdr = 77; }, "is no NIfTI-1 file"},
        Hostile{"Nifti2", [](auto& h) { h.sizeof_hdr = 540; }, "is a NIfTI-2 file, NIfTI-1 is expected"},
        Hostile{"Pair", [](auto& h) { std::memcpy(h.magic, "ni1", 4); },
                "is one half of an .hdr/.img pair, a single .nii file is expected"},
        Hostile{"Analyze", [](auto& h) { h.magic[0] = 0; }, "is no NIfTI-1 file: its magic is not n+1"},
        Hostile{"NoDimension", [](auto& h) { h.dim[0] = 0; }, "header: dim[0] is 0, expected is 2 to 7"},
        Hostile{"ManyDimensions", [](auto& h) { h.dim[0] = 8; }, "header: dim[0] is 8, expected is 2 to 7"},
        Hostile{"EmptyAxis", [](auto& h) { h.dim[2] = 0; }, "header: dim[2] is 0, expected is 1 to 32767"},
        Hostile{"NegativeAxis", [](auto& h) { h.dim[3] = -5; }, "header: dim[3] is -5, expected is 1 to 32767"},
        Hostile{"Vectors",
                [](auto& h) {
                  h.dim[0] = 5;
                  h.dim[5] = 3;
                },
                "header: dim[5] is 3, expected is 1"},
        Hostile{"Huge", [](auto& h) { std::fill(h.dim + 1, h.dim + 4, short{32767}); },
                "truncated: its dimensions ask for 70362301923326 bytes of voxels, 48 are there"},
        Hostile{"Complex", [](auto& h) { h.datatype = NIFTI_TYPE_COMPLEX64; },
                "header: datatype is 32 (COMPLEX64), expected is an integer or a real one of 32 or 64 bits"},
        Hostile{"UnknownType", [](auto& h) { h.datatype = 5; },
                "header: datatype is 5 (**ILLEGAL**), expected is an integer or a real one of 32 or 64 bits"},
        Hostile{"ZeroSpacing", [](auto& h) { h.pixdim[1] = 0; },
                "header: pixdim[1] is 0, expected is finite and above 0"},
        Hostile{"NegativeSpacing", [](auto& h) { h.pixdim[2] = -1; },
                "header: pixdim[2] is -1, expected is finite and above 0"},
        Hostile{"NanSpacing", [](auto& h) { h.pixdim[3] = nan; },
                "header: pixdim[3] is nan, expected is finite and above 0"},
        Hostile{"Metres", [](auto& h) { h.xyzt_units = NIFTI_UNITS_METER; },
                "header: the spatial unit is m, expected is mm"},
        Hostile{"Intercept",
                [](auto& h) {
                  h.scl_slope = 1;
                  h.scl_inter = nan;
                },
                "header: scl_inter is nan, expected is finite"},
        Hostile{"OffsetInHeader", [](auto& h) { h.vox_offset = 0; },
                "header: vox_offset is 0, expected is a whole number from 352 to the 400 bytes of the file"},
        Hostile{"OffsetBehindFile", [](auto& h) { h.vox_offset = 1e9F; },
                "header: vox_offset is 1e+09, expected is a whole number from 352 to the 400 bytes of the file"},
        Hostile{"NanOffset", [](auto& h) { h.vox_offset = nan; },
                "header: vox_offset is nan, expected is a whole number from 352 to the 400 bytes of the file"},
        Hostile{"LateOffset", [](auto& h) { h.vox_offset = 353; },
                "truncated: its dimensions ask for 48 bytes of voxels, 47 are there"},
        Hostile{"Code", [](auto& h) { h.sform_code = 77; }, "header: sform_code is 77, expected is 0 to 5"},
        Hostile{"NanSform",
                [](auto& h) {
                  h.sform_code = 1;
                  h.srow_x[0] = nan;
                },
                "header: the sform is not finite, expected is finite"}),
    [](const auto& tested) { return tested.param.name; });

TEST(NiftiHeader, RefusesAHeaderThatEndsEarly) {
  core::Bytes file = file_of(make_header(), counted(24));
  file.resize(200);
  EXPECT_EQ(message_of([&] { read_nifti_header(file); }), "header truncated at byte 200, 348 bytes are expected");
}

}  // namespace
}  // namespace coopseg::image
