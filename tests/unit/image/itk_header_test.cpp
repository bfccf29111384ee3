#include "image/itk_header.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "../support/temporary_folder.h"

namespace coopseg::image {
namespace {

class ItkHeader : public InTemporaryFolder {
 protected:
  std::uintmax_t bytes_named_by(const std::string& header, ItkType type) const {
    make("headers/scan", header);
    return voxel_bytes_elsewhere(path("headers/scan"), type);
  }
};

TEST_F(ItkHeader, TheFileOfVoxelsIsFoundInAnotherFolder) {
  std::filesystem::create_directory(path("headers"));
  make("voxels.raw", "12345");
  EXPECT_EQ(bytes_named_by("NDims = 3\nElementDataFile = ../voxels.raw\n", ItkType::meta), 5U);
  EXPECT_EQ(bytes_named_by("NDims = 3\nElementDataFile = " + path("voxels.raw") + "\n", ItkType::meta), 5U);
  EXPECT_EQ(bytes_named_by("NRRD0004\ndata file: ../voxels.raw\n", ItkType::nrrd), 5U);
  EXPECT_EQ(bytes_named_by("NRRD0004\ndatafile: ../voxels.raw\n\n", ItkType::nrrd), 5U);
  EXPECT_EQ(bytes_named_by("NDims = 3\nElementDataFile = voxels.raw\n", ItkType::meta), 0U) << "is not there";
  make("headers/voxels.raw", "123");
  EXPECT_EQ(bytes_named_by("NDims = 3\nElementDataFile = voxels.raw\n", ItkType::meta), 0U) << "lies beside it";
  EXPECT_EQ(bytes_named_by("NRRD0004\nElementDataFile = ../voxels.raw\n", ItkType::nrrd), 0U);
  EXPECT_EQ(bytes_named_by("NDims = 3\nElementDataFile = LOCAL\n", ItkType::meta), 0U);
  EXPECT_EQ(bytes_named_by("NDims = 3\nElementDataFile = LIST\na.raw\n", ItkType::meta), 0U);
}

}  // namespace
}  // namespace coopseg::image
