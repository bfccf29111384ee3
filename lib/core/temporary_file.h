#pragma once

#include <filesystem>
#include <string_view>

namespace coopseg::core {

/// A new empty file with a name of its own, removed when the object goes or when a signal ends the program.
class TemporaryFile {
 public:
  /// Made in `folder`, with a name that ends in `suffix`. Throws Error when the folder cannot be written.
  TemporaryFile(const std::filesystem::path& folder, std::string_view suffix);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Renames the file to `target`, which it replaces; from then on it is no longer temporary.
  void move_to(const std::filesystem::path& target);

 private:
  std::filesystem::path path_;
};

/// A new empty folder with a name of its own, removed with all it holds when the object goes or when a signal ends the
/// program.
class TemporaryFolder {
 public:
  /// Made in `folder`. Throws Error when that cannot be written.
  explicit TemporaryFolder(const std::filesystem::path& folder);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Renames the folder to `target`, where nothing may be; from then on it is no longer temporary.
  void move_to(const std::filesystem::path& target);

 private:
  std::filesystem::path path_;
};

/// From here on SIGINT, SIGTERM, SIGUSR1 and SIGHUP (unless ignored, as under nohup) remove every TemporaryFile and
/// TemporaryFolder and end the program with 128 + signal; a closed pipe or a limit of file sizes is an error of the
/// write instead of a silent death.
void handle_signals();

}  // namespace coopseg::core
