#include "image/dicom_folder.h"

#include "../support/message_of.h"
#include "../support/temporary_folder.h"

namespace coopseg::image {
namespace {

class DicomFolder : public InTemporaryFolder {};

const std::string whole = std::string(128, '\0') + "DICM" + std::string(40, '\0');
const std::string without_mark(whole.size(), '\0');

TEST_F(DicomFolder, RefusesAFileThatIsNoDicomUnderTheNameOfOne) {
  make("a", whole);
  for (const char* name : {"b.dcm", "b.IMA", "b.Dicom"}) {
    make(name, without_mark);
    EXPECT_EQ(message_of([&] { dicom_files(folder_.string()); }),
              path(name) + ": DICM is missing at byte 128, a DICOM file is expected by its name");
    std::filesystem::remove(path(name));
  }
  make("b.raw", without_mark);
  EXPECT_EQ(dicom_files(folder_.string()).others, std::vector<std::string>{path("b.raw")});
}

TEST_F(DicomFolder, IsOneWhereAllItsFilesLostTheMark) {
  make("a.dcm", without_mark);
  EXPECT_TRUE(is_dicom_folder(folder_.string()));
}

}  // namespace
}  // namespace coopseg::image
