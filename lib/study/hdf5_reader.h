#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "study/hdf5.h"

/// The reading half of study/hdf5.h for files that come from elsewhere. HDF5 1.10 trusts the sizes and addresses that
/// stand in a file, and a damaged one makes it write where it should not: a process of its own reads the file and sends
/// what is asked for. Where it dies of a file, the Error says "truncated or damaged HDF5 file".
namespace coopseg::study::hdf5 {

/// A group or dataset of such a file. Calls on one file must not be made from two threads at once.
class Object {
 public:
  Object() = default;

  /// "/cases/a", for messages.
  const std::string& path() const { return path_; }

 private:
  struct File;
  friend Object open_file(std::span<const std::byte> bytes);
  friend Object open_group(const Object& parent, const std::string& name);
  friend Object open_dataset(const Object& parent, const std::string& name);
  template <class Function, class... Arguments>
  friend auto ask(const Object& object, Function function, const Arguments&... arguments);

  std::shared_ptr<File> file_;
  std::string path_;
};

/// The root of the file that these bytes are.
Object open_file(std::span<const std::byte> bytes);

std::string path_of(const Object& object);
std::string path_of(const Object& parent, const std::string& name);
bool has(const Object& parent, const std::string& name);
Object open_group(const Object& parent, const std::string& name);
Object open_dataset(const Object& parent, const std::string& name);
std::vector<std::string> members(const Object& group);

bool has_attribute(const Object& object, const std::string& name);
std::string read_text_attribute(const Object& object, const std::string& name);
std::vector<double> read_number_attribute(const Object& object, const std::string& name);
std::vector<double> read_number_attribute(const Object& object, const std::string& name, std::size_t count);

Shape shape_of(const Object& parent, const std::string& name);
template <class T>
std::vector<T> read(const Object& parent, const std::string& name);
template <class T>
std::vector<T> read(const Object& parent, const std::string& name, const Shape& shape);
std::string read_text(const Object& parent, const std::string& name);

}  // namespace coopseg::study::hdf5
