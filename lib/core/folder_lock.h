#pragma once

#include <filesystem>

namespace coopseg::core {

/// Keeps other processes of this machine from locking the same folder; ends with the object or, however it ends, the
/// process, and leaves no file. Where the file system has no locks for folders (NFS) nothing is locked.
class FolderLock {
 public:
  /// Throws Error where another process holds the lock.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int folder_;
};

}  // namespace coopseg::core
