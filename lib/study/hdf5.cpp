#include "study/hdf5.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <optional>

#include "core/error.h"

namespace coopseg::study::hdf5 {
namespace {

// Without messages of its own, and without links to other files: nothing but the given bytes is read.
void prepare_library() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5Lunregister(H5L_TYPE_EXTERNAL);
}

Handle memory_access() {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  if (access.id() < 0 || H5Pset_fapl_core(access.id(), std::size_t{1} << 20U, 0) < 0)
    throw core::Error("HDF5: memory for a file could not be had");
  return access;
}

// The image is the caller's memory: HDF5 would copy it twice.
using ImageOp = H5FD_file_image_op_t;
void* same_image(std::size_t, ImageOp, void* image) { return image; }
void* copy_nothing(void* image, const void*, std::size_t, ImageOp, void*) { return image; }
void* never_grow(void*, std::size_t, ImageOp, void*) { return nullptr; }
herr_t keep_image(void*, ImageOp, void*) { return 0; }
void* same_data(void* image) { return image; }
herr_t keep_data(void*) { return 0; }

void use_in_place(const Handle& access, void* image) {
  H5FD_file_image_callbacks_t callbacks = {same_image, copy_nothing, never_grow, keep_image,
                                           same_data,  keep_data,    image};
  if (H5Pset_file_image_callbacks(access.id(), &callbacks) < 0)
    throw core::Error("HDF5: a file in memory cannot be read in place");
}

herr_t collect_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

// HDF5 takes two files in memory of one name for the same file.
std::string memory_name() {
  static std::atomic<std::size_t> count = 0;
  return "memory " + std::to_string(++count);
}

/// A file may have its superblock behind a user block of 512 bytes or a power of 2 more (HDF5 File Format Specification
/// 3.0, II.A); addresses count from the superblock.
std::optional<std::span<const std::byte>> find_file(std::span<const std::byte> bytes) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  for (std::size_t start = 0; start + signature.size() <= bytes.size(); start = start == 0 ? 512 : 2 * start)
    if (std::memcmp(bytes.data() + start, signature.data(), signature.size()) == 0) return bytes.subspan(start);
  return std::nullopt;
}

}  // namespace

Handle::Handle(Handle&& other) noexcept : id_(other.id_), close_(other.close_) { other.id_ = H5I_INVALID_HID; }

Handle& Handle::operator=(Handle&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(close_, other.close_);
  return *this;
}

void Handle::reset() {
  if (id_ >= 0) close_(id_);
  id_ = H5I_INVALID_HID;
}

bool is_file(std::span<const std::byte> bytes) { return find_file(bytes).has_value(); }

Handle open_in_place(std::span<const std::byte> file_bytes) {
  prepare_library();
  const std::optional<std::span<const std::byte>> found = find_file(file_bytes);
  if (!found) throw core::Error("not an HDF5 file");
  const std::span<const std::byte> bytes = *found;
  const Handle access = memory_access();
  std::byte* const image = const_cast<std::byte*>(bytes.data());  // opened for reading
  use_in_place(access, image);
  if (H5Pset_file_image(access.id(), image, bytes.size()) < 0)
    throw core::Error("HDF5: memory for a file could not be had");
  Handle file(H5Fopen(memory_name().c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose);
  if (file.id() < 0) throw core::Error("truncated or damaged HDF5 file (" + std::to_string(bytes.size()) + " bytes)");
  return file;
}

Handle create_image() {
  prepare_library();
  const Handle access = memory_access();
  Handle file(H5Fcreate(memory_name().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), H5Fclose);
  if (file.id() < 0) throw core::Error("HDF5: a file could not be made in memory");
  return file;
}

core::Bytes image_of(const Handle& file) {
  if (H5Fflush(file.id(), H5F_SCOPE_GLOBAL) < 0) throw core::Error("HDF5: a file could not be completed in memory");
  const ssize_t size = H5Fget_file_image(file.id(), nullptr, 0);
  core::Bytes bytes(size > 0 ? static_cast<std::size_t>(size) : 0);
  if (size <= 0 || H5Fget_file_image(file.id(), bytes.data(), bytes.size()) != size)
    throw core::Error("HDF5: a file could not be completed in memory");
  return bytes;
}

std::string path_of(const Handle& object) {
  const ssize_t size = H5Iget_name(object.id(), nullptr, 0);
  std::string path(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
  if (size > 0) H5Iget_name(object.id(), path.data(), path.size() + 1);
  return path;
}

std::string path_of(const Handle& parent, const std::string& name) {
  const std::string path = path_of(parent);
  return (path == "/" ? path : path + "/") + name;
}

bool has(const Handle& parent, const std::string& name) {
  const htri_t found = H5Lexists(parent.id(), name.c_str(), H5P_DEFAULT);
  if (found < 0) throw core::Error(path_of(parent) + ": damaged, its members cannot be listed");
  return found > 0;
}

bool is_external(const Handle& parent, const std::string& name) {
  H5L_info_t link;
  return H5Lget_info(parent.id(), name.c_str(), &link, H5P_DEFAULT) >= 0 && link.type == H5L_TYPE_EXTERNAL;
}

Handle open_group(const Handle& parent, const std::string& name) {
  if (!has(parent, name)) throw core::Error(path_of(parent, name) + ": missing, a group is expected");
  if (is_external(parent, name))
    throw core::Error(path_of(parent, name) + ": a link to another file, a group is expected");
  Handle group(H5Gopen2(parent.id(), name.c_str(), H5P_DEFAULT), H5Gclose);
  if (group.id() < 0) throw core::Error(path_of(parent, name) + ": cannot be opened as a group");
  return group;
}

Handle create_group(const Handle& parent, const std::string& name) {
  Handle group(H5Gcreate2(parent.id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  if (group.id() < 0) throw core::Error(path_of(parent, name) + ": cannot be made");
  return group;
}

std::vector<std::string> members(const Handle& group) {
  std::vector<std::string> names;
  if (H5Literate(group.id(), H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, collect_name, &names) < 0)
    throw core::Error(path_of(group) + ": damaged, its members cannot be listed");
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace coopseg::study::hdf5
