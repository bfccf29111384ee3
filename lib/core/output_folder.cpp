#include "core/output_folder.h"

#include <optional>

#include "core/error.h"

namespace coopseg::core {
namespace {

namespace fs = std::filesystem;

/// Checks, and gives the path without a slash at its end.
fs::path checked(const std::string& path, const std::string& marker, bool force) {
  fs::path target = fs::path(path).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  in_context(path, [&] {
    if (path == "-") throw Error("a folder is written, standard output cannot take it");
    const fs::path parent = target.has_parent_path() ? target.parent_path() : ".";
    if (!fs::is_directory(parent)) throw Error("its folder does not exist");
    if (!fs::exists(fs::symlink_status(target))) return;
    if (!fs::is_directory(target)) throw Error("is no folder, a folder is written");
    if (fs::is_empty(target)) return;
    if (!force) throw Error("exists already; --force replaces it");
    if (!fs::exists(target / marker)) throw Error("holds no " + marker + ", so it is not replaced");
  });
  return target;
}

}  // namespace

OutputFolder::OutputFolder(const std::string& path, const std::string& marker, bool force)
    : target_(checked(path, marker, force)),
      temporary_(target_.has_parent_path() ? target_.parent_path() : fs::path(".")) {}

void OutputFolder::commit() {
  std::optional<TemporaryFolder> old;  // goes with what it holds
  if (fs::exists(target_)) {
    old.emplace(temporary_.path().parent_path());
    fs::rename(target_, old->path() / "replaced");
  }
  temporary_.move_to(target_);
}

}  // namespace coopseg::core
