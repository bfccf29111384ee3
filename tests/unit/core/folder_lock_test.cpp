#include "core/folder_lock.h"

#include "../support/temporary_folder.h"
#include "core/error.h"

namespace coopseg::core {
namespace {

class Lock : public InTemporaryFolder {};

// A second descriptor of one process is refused as another process's is.
TEST_F(Lock, RefusesTheSecondUntilTheFirstGoes) {
  {
    const FolderLock first(folder_);
    try {
      const FolderLock second(folder_);
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.what(), folder_.string() + ": is in use by another process");
    }
  }
  EXPECT_NO_THROW(FolderLock{folder_});
  EXPECT_TRUE(names().empty());
}

}  // namespace
}  // namespace coopseg::core
