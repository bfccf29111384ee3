#include "core/output_folder.h"

#include <fstream>

#include "../support/temporary_folder.h"
#include "core/error.h"

namespace coopseg::core {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

class Folder : public InTemporaryFolder {
 protected:
  void write(bool force, bool commit = true) const {
    OutputFolder output(path("out"), "list.csv", force);
    std::ofstream(output.path() / "list.csv") << "new";
    if (commit) output.commit();
  }
  std::string message(bool force) const {
    try {
      write(force);
    } catch (const Error& error) {
      return std::string(error.what()).substr(path("out").size());
    }
    return "written";
  }
};

TEST_F(Folder, AppearsWhole) {
  write(false);
  EXPECT_EQ(names(), Names{"out"});
  EXPECT_EQ(text("out/list.csv"), "new");
}

TEST_F(Folder, LeavesNothingWithoutCommit) {
  write(false, false);
  EXPECT_EQ(names(), Names{});
}

TEST_F(Folder, AnEmptyFolderIsFilled) {
  fs::create_directory(path("out"));
  write(false);
  EXPECT_EQ(text("out/list.csv"), "new");
}

TEST_F(Folder, OnlyForceReplacesAndOnlyWhatAnEarlierRunMade) {
  fs::create_directory(path("out"));
  make("out/precious", "old");
  EXPECT_EQ(message(false), ": exists already; --force replaces it");
  EXPECT_EQ(message(true), ": holds no list.csv, so it is not replaced");
  EXPECT_EQ(text("out/precious"), "old");
  make("out/list.csv", "old");
  EXPECT_EQ(message(true), "written");
  EXPECT_EQ(text("out/list.csv"), "new");
  EXPECT_FALSE(fs::exists(path("out/precious")));
  EXPECT_EQ(names(), Names{"out"});
}

TEST_F(Folder, AFileOrAMissingParentIsRefused) {
  make("out", "a file");
  EXPECT_EQ(message(true), ": is no folder, a folder is written");
  EXPECT_THROW(OutputFolder(path("gone/out"), "list.csv", false), Error);
  EXPECT_THROW(OutputFolder("-", "list.csv", false), Error);
}

}  // namespace
}  // namespace coopseg::core
