#include "image/nifti_geometry.h"

#include <gtest/gtest.h>

#include "image/affine.h"
#include "nifti_bytes.h"

namespace coopseg::image {
namespace {

/// sform: 2 x 2 x 5 mm from (1, 2, 3); qform: pixdim 1.5 x 2 x 8 mm from (7, 8, 9).
nifti_1_header with_codes(short sform, short qform) {
  nifti_1_header header = make_header();
  header.srow_x[0] = 2;
  header.srow_y[1] = 2;
  header.srow_z[2] = 5;
  header.srow_x[3] = 1;
  header.srow_y[3] = 2;
  header.srow_z[3] = 3;
  header.qoffset_x = 7;
  header.qoffset_y = 8;
  header.qoffset_z = 9;
  header.sform_code = sform;
  header.qform_code = qform;
  return header;
}

study::NativeGrid read(const nifti_1_header& header) {
  return native_grid(read_nifti_header(file_of(header, counted(24))), quiet_log());
}

using Triple = std::array<double, 3>;

TEST(NiftiGeometry, TakesTheSformWhereItAgreesWithPixdim) {
  nifti_1_header header = with_codes(2, 1);
  header.srow_x[0] = 1.5F;
  header.srow_z[2] = 8;
  const study::NativeGrid native = read(header);
  EXPECT_EQ(native.grid.spacing, (Triple{1.5, 2, 8}));
  EXPECT_EQ(native.grid.origin, (Triple{-1, -2, 3}));
}

TEST(NiftiGeometry, TakesPixdimAndTheQformWhereTheSformDisagreesAndKeepsBoth) {
  const study::NativeGrid native = read(with_codes(2, 1));
  EXPECT_EQ(native.grid.spacing, (Triple{1.5, 2, 8}));
  EXPECT_EQ(native.grid.origin, (Triple{-7, -8, 9}));
  EXPECT_EQ(native.qform, (Affine{1.5, 0, 0, 7, 0, 2, 0, 8, 0, 0, 8, 9, 0, 0, 0, 1}));
  EXPECT_EQ(native.sform, (Affine{2, 0, 0, 1, 0, 2, 0, 2, 0, 0, 5, 3, 0, 0, 0, 1}));
  EXPECT_EQ(native.sform_code, 2);
  EXPECT_EQ(native.qform_code, 1);
}

TEST(NiftiGeometry, TakesPixdimAndTheSformsAxesWhereNoQformIsThere) {
  const study::NativeGrid native = read(with_codes(2, 0));
  EXPECT_EQ(native.grid.spacing, (Triple{1.5, 2, 8}));
  EXPECT_EQ(native.grid.origin, (Triple{-1, -2, 3}));
}

TEST(NiftiGeometry, TakesTheQformNext) {
  const study::NativeGrid native = read(with_codes(0, 1));
  EXPECT_EQ(native.grid.spacing, (Triple{1.5, 2, 8}));
  EXPECT_EQ(native.grid.origin, (Triple{-7, -8, 9}));
}

TEST(NiftiGeometry, TakesAxesAsStoredFromTheOriginOnWithoutCodes) {
  const study::NativeGrid native = read(with_codes(0, 0));
  EXPECT_EQ(native.grid.spacing, (Triple{1.5, 2, 8}));
  EXPECT_EQ(native.grid.origin, (Triple{0, 0, 0}));
  EXPECT_EQ(native.grid.direction, (std::array<double, 9>{1, 0, 0, 0, 1, 0, 0, 0, 1}));
}

TEST(NiftiGeometry, IgnoresAQuaternionOfCodeZeroThatIsNone) {
  nifti_1_header header = with_codes(1, 0);
  header.quatern_b = 3;
  EXPECT_EQ(read(header).qform, (Affine{1.5, 0, 0, 7, 0, 2, 0, 8, 0, 0, 8, 9, 0, 0, 0, 1}));
  header.qform_code = 1;
  EXPECT_EQ(message_of([&] { read(header); }), "header: the qform's quaternion is longer than 1");
}

}  // namespace
}  // namespace coopseg::image
