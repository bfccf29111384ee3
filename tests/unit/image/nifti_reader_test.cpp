#include "image/nifti_reader.h"

#include <gtest/gtest.h>
#include <nifti1_io.h>

#include <limits>

#include "image/gzip.h"
#include "nifti_bytes.h"

namespace coopseg::image {
namespace {

template <class T>
void expect_type(short datatype) {
  nifti_1_header header = make_header();
  header.datatype = datatype;
  std::vector<T> voxels(24, T{1});
  voxels[0] = std::numeric_limits<T>::lowest();
  voxels[1] = std::numeric_limits<T>::max();
  const std::vector<float> read = reader_of(header, voxels).read_frame(0);
  for (std::size_t i = 0; i < 24; ++i) EXPECT_EQ(read[i], static_cast<float>(voxels[i])) << datatype << " " << i;
  nifti_1_header swapped = header;
  swap_nifti_header(&swapped, 1);
  if (sizeof(T) > 1) nifti_swap_Nbytes(24, sizeof(T), voxels.data());
  EXPECT_EQ(reader_of(swapped, voxels).read_frame(0), read) << datatype;
}

TEST(NiftiReader, ReadsEveryRealTypeInEitherByteOrder) {
  expect_type<std::uint8_t>(NIFTI_TYPE_UINT8);
  expect_type<std::int8_t>(NIFTI_TYPE_INT8);
  expect_type<std::uint16_t>(NIFTI_TYPE_UINT16);
  expect_type<std::int16_t>(NIFTI_TYPE_INT16);
  expect_type<std::uint32_t>(NIFTI_TYPE_UINT32);
  expect_type<std::int32_t>(NIFTI_TYPE_INT32);
  expect_type<std::uint64_t>(NIFTI_TYPE_UINT64);
  expect_type<std::int64_t>(NIFTI_TYPE_INT64);
  expect_type<float>(NIFTI_TYPE_FLOAT32);
}

TEST(NiftiReader, ReadsDoubleThroughItsScaling) {
  nifti_1_header header = make_header();
  header.datatype = NIFTI_TYPE_FLOAT64;
  header.scl_slope = 0.5F;
  header.scl_inter = -1;
  EXPECT_EQ(reader_of(header, std::vector<double>(24, 1e10)).read_frame(0), std::vector<float>(24, 5e9F - 1));
}

TEST(NiftiReader, ReadsAxesThatItkWouldRefuse) {
  nifti_1_header header = make_header();
  header.sform_code = 1;
  header.srow_x[0] = 1;
  header.srow_x[1] = 9e-4F;
  header.srow_y[1] = 1;
  header.srow_z[2] = 1;
  EXPECT_EQ(reader_of(header, counted(24)).read_frame(0)[23], 23.0F);
}

TEST(NiftiReader, ReadsOneFrameOfSeveral) {
  nifti_1_header header = make_header();
  header.dim[0] = 4;
  header.dim[4] = 3;
  const NiftiReader reader = reader_of(header, counted(72));
  EXPECT_EQ(reader.frames(), 3U);
  EXPECT_EQ(reader.read_frame(2).front(), 48.0F);
  EXPECT_EQ(reader.read_frame(2).size(), 24U);
  EXPECT_EQ(reader.choose_frame(1), 1U);
  EXPECT_EQ(message_of([&] { reader.choose_frame(std::nullopt); }), "a.nii: has 3 frames: --frame takes 0 to 2");
  EXPECT_EQ(message_of([&] { reader.choose_frame(3); }), "a.nii: has 3 frames, no frame 3: --frame takes 0 to 2");
  EXPECT_EQ(reader_of(make_header(), counted(24)).choose_frame(std::nullopt), 0U);
}

TEST(NiftiReader, TellsCompressionByTheBytesAndDigestsTheFileAsItIs) {
  const core::Bytes packed = gzip(file_of(make_header(), counted(24)));
  const NiftiReader reader({"a.nii", packed}, quiet_log());
  EXPECT_EQ(reader.read_frame(0)[5], 5.0F);
  EXPECT_NE(reader.digest(), reader_of(make_header(), counted(24)).digest());
  EXPECT_EQ(message_of([&] {
              NiftiReader({"a.nii.gz", {packed.begin(), packed.end() - 4}}, quiet_log());
            }),
            "a.nii.gz: the gzip stream is truncated");
}

TEST(NiftiReader, RefusesVoxelsThatAreNotFinite) {
  const auto refusal = [](short datatype, auto bad) {
    nifti_1_header header = make_header();
    header.datatype = datatype;
    std::vector<decltype(bad)> voxels(24, 1);
    voxels[12 + 4 + 3] = bad;
    voxels[23] = bad;
    return message_of([&] { reader_of(header, voxels).read_frame(0); });
  };
  const std::string expected = "a.nii: voxel (3, 1, 1) is not finite, finite intensities are expected";
  EXPECT_EQ(refusal(NIFTI_TYPE_FLOAT32, std::numeric_limits<float>::quiet_NaN()), expected);
  EXPECT_EQ(refusal(NIFTI_TYPE_FLOAT32, -std::numeric_limits<float>::infinity()), expected);
  EXPECT_EQ(refusal(NIFTI_TYPE_FLOAT64, std::numeric_limits<double>::quiet_NaN()), expected);
  EXPECT_EQ(refusal(NIFTI_TYPE_FLOAT64, 1e300), expected);  // beyond float32
}

}  // namespace
}  // namespace coopseg::image
