#pragma once

#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "core/isolated_process.h"
#include "study/hdf5.h"

/// The reading half of study/hdf5.h for files that come from elsewhere. HDF5 1.10 trusts the sizes and addresses that
/// stand in a file, and a damaged one makes it write where it should not: a process of its own reads the file and sends
/// what is asked for. Where it dies of a file, the Error says "truncated or damaged HDF5 file".
namespace coopseg::study::hdf5 {

/// A file in a process of its own.
class ReadingProcess {
 public:
  /// Reads a request's arguments and answers it.
  using Answer = void (*)(const Handle& file, core::Channel& channel);

  explicit ReadingProcess(std::span<const std::byte> bytes);

  /// Sends a request by `send` and returns the answer.
  template <class Result, class Send>
  Result request(Send send) {
    try {
      send(process_.channel());
      return process_.channel().take_answer<Result>();
    } catch (const core::LostError&) {
      refuse();
    }
  }

 private:
  [[noreturn]] void refuse() const;

  std::size_t size_;
  core::ReadingLimits limits_;
  core::IsolatedProcess process_;
};

/// A group or dataset of such a file. Calls on one file must not be made from two threads at once.
struct Object {
  std::shared_ptr<ReadingProcess> process;
  std::string path;  ///< "/cases/a"
};

/// The root of the file that these bytes are.
Object open_file(std::span<const std::byte> bytes);

/// An object by its path.
Handle open_path(const Handle& file, const std::string& path);

/// What `function(Handle, arguments...)`, which captures nothing, returns for the object there, in the process that
/// reads. Its Errors are thrown here.
template <class Function, class... Arguments>
auto ask(const Object& object, Function, const Arguments&... arguments) {
  using Result = std::invoke_result_t<Function, const Handle&, const Arguments&...>;
  const ReadingProcess::Answer answer = [](const Handle& file, core::Channel& channel) {
    const auto path = channel.take<std::string>();
    const std::tuple<Arguments...> given{channel.take<Arguments>()...};
    channel.answer([&] {
      const Handle there = open_path(file, path);
      return std::apply([&](const Arguments&... each) { return Function{}(there, each...); }, given);
    });
  };
  return object.process->request<Result>([&](core::Channel& channel) {
    channel.put(answer);
    channel.put(object.path);
    (channel.put(arguments), ...);
  });
}

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
/// Datasets of these shapes in one request, because a request costs two changes of process. "a/b" is a member of a
/// member that was opened before.
template <class T>
std::vector<std::vector<T>> read_all(const Object& group, const std::vector<std::string>& names,
                                     const std::vector<Shape>& shapes);
std::string read_text(const Object& parent, const std::string& name);
std::vector<std::string> read_texts(const Object& parent, const std::string& name);

}  // namespace coopseg::study::hdf5
