#include "study/hdf5_reader.h"

#include "core/error.h"

namespace coopseg::study::hdf5 {

namespace {

/// The life of the process that reads: opens the file, then answers requests until nobody asks any more.
void serve(std::span<const std::byte> bytes, std::chrono::seconds time, core::Channel& channel) {
  core::limit_computing(time);
  Handle file;
  channel.answer([&] {
    file = open_in_place(bytes);
    return true;
  });
  while (file.id() >= 0) {
    const auto answer = channel.take<ReadingProcess::Answer>();
    core::limit_computing(time);
    answer(file, channel);
  }
}

}  // namespace

ReadingProcess::ReadingProcess(std::span<const std::byte> bytes)
    : size_(bytes.size()),
      limits_(core::reading_limits(size_)),
      process_([&](core::Channel& channel) { serve(bytes, limits_.time, channel); }, limits_.memory) {
  request<bool>([](core::Channel&) {});
}

void ReadingProcess::refuse() const {
  throw core::Error("truncated or damaged HDF5 file (" + std::to_string(size_) + " bytes)");
}

Object open_file(std::span<const std::byte> bytes) { return {std::make_shared<ReadingProcess>(bytes), "/"}; }

Handle open_path(const Handle& file, const std::string& path) {
  Handle object(H5Oopen(file.id(), path.c_str(), H5P_DEFAULT), H5Oclose);
  if (object.id() < 0) throw core::Error(path + ": cannot be opened");
  return object;
}

std::string path_of(const Object& object) { return object.path; }

std::string path_of(const Object& parent, const std::string& name) {
  return (parent.path == "/" ? parent.path : parent.path + "/") + name;
}

bool has(const Object& parent, const std::string& name) {
  return ask(
      parent, [](const Handle& there, const std::string& link) { return has(there, link); }, name);
}

Object open_group(const Object& parent, const std::string& name) {
  Object group = parent;
  const auto path = [](const Handle& there, const std::string& link) { return path_of(open_group(there, link)); };
  group.path = ask(parent, path, name);
  return group;
}

Object open_dataset(const Object& parent, const std::string& name) {
  Object dataset = parent;
  const auto path = [](const Handle& there, const std::string& link) { return path_of(open_dataset(there, link)); };
  dataset.path = ask(parent, path, name);
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

template <class T>
std::vector<std::vector<T>> read_all(const Object& group, const std::vector<std::string>& names,
                                     const std::vector<Shape>& shapes) {
  const auto values = [](const Handle& there, const std::vector<std::string>& datasets,
                         const std::vector<Shape>& expected) {
    std::vector<std::vector<T>> all;
    for (std::size_t i = 0; i < datasets.size(); ++i) all.push_back(read<T>(there, datasets[i], expected.at(i)));
    return all;
  };
  return ask(group, values, names, shapes);
}

template std::vector<float> read(const Object&, const std::string&);
template std::vector<double> read(const Object&, const std::string&);
template std::vector<std::uint8_t> read(const Object&, const std::string&);
template std::vector<std::int64_t> read(const Object&, const std::string&);
template std::vector<float> read(const Object&, const std::string&, const Shape&);
template std::vector<std::uint8_t> read(const Object&, const std::string&, const Shape&);
template std::vector<std::int64_t> read(const Object&, const std::string&, const Shape&);
template std::vector<std::vector<float>> read_all(const Object&, const std::vector<std::string>&,
                                                  const std::vector<Shape>&);
template std::vector<std::vector<std::int64_t>> read_all(const Object&, const std::vector<std::string>&,
                                                         const std::vector<Shape>&);

std::vector<std::string> read_texts(const Object& parent, const std::string& name) {
  return ask(
      parent, [](const Handle& there, const std::string& dataset) { return read_texts(there, dataset); }, name);
}

std::string read_text(const Object& parent, const std::string& name) {
  return ask(
      parent, [](const Handle& there, const std::string& dataset) { return read_text(there, dataset); }, name);
}

}  // namespace coopseg::study::hdf5
