#include "image/volume_name.h"

#include <gtest/gtest.h>

namespace coopseg::image {
namespace {

TEST(VolumeName, TheIdIsTheFileNameWithoutFolderAndEnding) {
  EXPECT_EQ(case_id("data.v2/p1/p1_sa.nii.gz"), "p1_sa");
  EXPECT_EQ(case_id("P1.ED.NII.GZ"), "P1.ED");
  EXPECT_EQ(case_id("a.h5"), "a");
  EXPECT_EQ(case_id("d/scan 01 (ED).nii.gz"), "scan_01__ED_-f96395fc");
  EXPECT_EQ(case_id("M\u00fcller.nii"), "M_ller-a7842989");
  EXPECT_EQ(case_id("_sax.nii"), "case_sax-10459e8d");
  for (const char* name : {"a.mha", "a.MHD", "a.nrrd", "a.nhdr", "a.hdr", "a.img.gz", "a.gipl"}) {
    EXPECT_EQ(case_id(name), "a") << name;
  }
}

TEST(VolumeName, TheIdOfAFolderIsItsName) {
  EXPECT_EQ(case_id("scans/p01 sax"), "p01_sax-2ef652c6");
  EXPECT_EQ(case_id("scans/p01/"), "p01");
  EXPECT_EQ(case_id("scans/p01/."), "p01");
  EXPECT_EQ(case_id("scans/p01/DICOM/.."), "p01");
}

TEST(VolumeName, TypesAreKnownByTheEnding) {
  EXPECT_TRUE(is_nifti_name("A.NII"));
  EXPECT_FALSE(is_nifti_name("a.nii.bz2"));
  EXPECT_FALSE(is_nifti_name("a.nrrd"));
  for (const char* name : {"a.nii", "a.nii.gz", "a.mha", "a.mhd", "a.NRRD", "a.nhdr", "a.hdr", "a.img", "a.gipl"}) {
    EXPECT_TRUE(is_volume_name(name)) << name;
  }
  for (const char* name : {"a.h5", "a.dcm", "nrrd", "a.nrrd.zip", ""}) EXPECT_FALSE(is_volume_name(name)) << name;
}

}  // namespace
}  // namespace coopseg::image
