#pragma once

#include <filesystem>
#include <string>

#include "core/temporary_file.h"

namespace coopseg::core {

/// An output that is a folder, whole or not at all: files are written into a temporary folder beside it, which takes
/// its name in the end.
class OutputFolder {
 public:
  /// Throws Error where `path` exists, unless it is an empty folder, or `force` is set and it holds the file `marker`,
  /// which shows that an earlier run made it; or where its parent is missing or cannot be written.
  OutputFolder(const std::string& path, const std::string& marker, bool force);

  /// The temporary folder.
  const std::filesystem::path& path() const { return temporary_.path(); }

  /// Puts the folder in its place; a folder that was there is removed.
  void commit();

 private:
  std::filesystem::path target_;
  TemporaryFolder temporary_;
};

}  // namespace coopseg::core
