#include "study/hdf5_reader.h"

#include <tuple>
#include <utility>

#include "core/error.h"
#include "core/isolated_process.h"

namespace coopseg::study::hdf5 {

using core::Channel;

/// Reads a request's path and arguments, and answers it.
using Answer = void (*)(const Handle& file, Channel& channel);

namespace {

/// An object by its path in the file.
Handle open_path(const Handle& file, const std::string& path) {
  Handle object(H5Oopen(file.id(), path.c_str(), H5P_DEFAULT), H5Oclose);
  if (object.id() < 0) throw core::Error(path + ": cannot be opened");
  return object;
}

template <class Function, class... Arguments>
void answer(const Handle& file, Channel& channel) {
  const auto path = channel.take<std::string>();
  const std::tuple<Arguments...> arguments{channel.take<Arguments>()...};
  channel.answer([&] {
    const Handle object = open_path(file, path);
    return std::apply([&](const Arguments&... each) { return Function{}(object, each...); }, arguments);
  });
}

/// The life of the process that reads: opens the file, then answers requests until nobody asks any more.
void serve(std::span<const std::byte> bytes, std::chrono::seconds time, Channel& channel) {
  core::limit_computing(time);
  Handle file;
  channel.answer([&] {
    file = open_image(bytes);
    return true;
  });
  while (file.id() >= 0) {
    const auto answer_request = channel.take<Answer>();
    core::limit_computing(time);
    answer_request(file, channel);
  }
}

}  // namespace

struct Object::File {
  explicit File(std::span<const std::byte> bytes)
      : size(bytes.size()),
        limits(core::reading_limits(size)),
        process([&](Channel& channel) { serve(bytes, limits.time, channel); }, limits.memory) {}

  /// Sends a request by `send` and returns the answer.
  template <class Result, class Send>
  Result request(Send send) {
    try {
      send(process.channel());
      return process.channel().template take_answer<Result>();
    } catch (const core::LostError&) {
      throw core::Error("truncated or damaged HDF5 file (" + std::to_string(size) + " bytes)");
    }
  }

  std::size_t size;
  core::ReadingLimits limits;
  core::IsolatedProcess process;
};

/// What `function(Handle, arguments...)` returns for the object there, in the process that reads.
template <class Function, class... Arguments>
auto ask(const Object& object, Function, const Arguments&... arguments) {
  using Result = std::invoke_result_t<Function, const Handle&, const Arguments&...>;
  return object.file_->template request<Result>([&](Channel& channel) {
    channel.put(Answer{&answer<Function, Arguments...>});
    channel.put(object.path_);
    (channel.put(arguments), ...);
  });
}

Object open_file(std::span<const std::byte> bytes) {
  Object root;
  root.file_ = std::make_shared<Object::File>(bytes);
  root.path_ = "/";
  root.file_->request<bool>([](Channel&) {});
  return root;
}

std::string path_of(const Object& object) { return object.path(); }

std::string path_of(const Object& parent, const std::string& name) {
  return (parent.path() == "/" ? parent.path() : parent.path() + "/") + name;
}

bool has(const Object& parent, const std::string& name) {
  return ask(
      parent, [](const Handle& there, const std::string& link) { return has(there, link); }, name);
}

Object open_group(const Object& parent, const std::string& name) {
  Object group = parent;
  const auto path = [](const Handle& there, const std::string& link) { return path_of(open_group(there, link)); };
  group.path_ = ask(parent, path, name);
  return group;
}

Object open_dataset(const Object& parent, const std::string& name) {
  Object dataset = parent;
  const auto path = [](const Handle& there, const std::string& link) { return path_of(open_dataset(there, link)); };
  dataset.path_ = ask(parent, path, name);
  return dataset;
}

std::vector<std::string> members(const Object& group) {
  return ask(group, [](const Handle& there) { return members(there); });
}

bool has_attribute(const Object& object, const std::string& name) {
  const auto found = [](const Handle& there, const std::string& attribute) { return has_attribute(there, attribute); };
  return ask(object, found, name);
}

std::string read_text_attribute(const Object& object, const std::string& name) {
  const auto text = [](const Handle& there, const std::string& attribute) {
    return read_text_attribute(there, attribute);
  };
  return ask(object, text, name);
}

std::vector<double> read_number_attribute(const Object& object, const std::string& name) {
  const auto numbers = [](const Handle& there, const std::string& attribute) {
    return read_number_attribute(there, attribute);
  };
  return ask(object, numbers, name);
}

std::vector<double> read_number_attribute(const Object& object, const std::string& name, std::size_t count) {
  const auto numbers = [](const Handle& there, const std::string& attribute, std::size_t expected) {
    return read_number_attribute(there, attribute, expected);
  };
  return ask(object, numbers, name, count);
}

Shape shape_of(const Object& parent, const std::string& name) {
  return ask(
      parent, [](const Handle& there, const std::string& dataset) { return shape_of(there, dataset); }, name);
}

template <class T>
std::vector<T> read(const Object& parent, const std::string& name) {
  return ask(
      parent, [](const Handle& there, const std::string& dataset) { return read<T>(there, dataset); }, name);
}

template <class T>
std::vector<T> read(const Object& parent, const std::string& name, const Shape& shape) {
  const auto values = [](const Handle& there, const std::string& dataset, const Shape& expected) {
    return read<T>(there, dataset, expected);
  };
  return ask(parent, values, name, shape);
}

template std::vector<float> read(const Object&, const std::string&);
template std::vector<std::uint8_t> read(const Object&, const std::string&);
template std::vector<float> read(const Object&, const std::string&, const Shape&);
template std::vector<std::uint8_t> read(const Object&, const std::string&, const Shape&);
template std::vector<std::int64_t> read(const Object&, const std::string&, const Shape&);

std::string read_text(const Object& parent, const std::string& name) {
  return ask(
      parent, [](const Handle& there, const std::string& dataset) { return read_text(there, dataset); }, name);
}

}  // namespace coopseg::study::hdf5
